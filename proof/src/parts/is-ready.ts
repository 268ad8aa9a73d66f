/** Tells the proof that this Worker polls, and ends this process when the proof is gone. */
export function isReady(): void {
  process.once('disconnect', () => process.exit(0));
  process.send?.('ready');
}
