/** Into the Worker's log, which is loaded only when there is something to say. */
export function complain(message: string): void {
  void import('@temporalio/worker').then(
    ({ Runtime }) => Runtime.instance().logger.warn(message),
    () => process.emitWarning(message),
  );
}
