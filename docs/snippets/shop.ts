/** A shop's own system, as far as the tools of the documentation need one. */
export const shop = {
  async find(order: string, _signal: AbortSignal) {
    return orders.find((each) => each.order === order);
  },
  async refund(refund: { order: string; amount: number; key: string }, _signal: AbortSignal) {
    refunds.set(refund.key, refund);
    return { refunded: refund.amount, refunds: refunds.size };
  },
  async isOpen(_signal: AbortSignal) {
    return true;
  },
  async call(phone: string, _signal: AbortSignal) {
    const call = { phone, minutes: 3 };
    calls.push(call);
    return call;
  },
  async tell(text: string) {
    notes.push(text);
  },
  async callsTo(phone: string, _signal: AbortSignal) {
    return calls.filter((call) => call.phone === phone);
  },
};

const orders = [{ order: '1042', status: 'delivered', amount: 59.9 }];
const refunds = new Map<string, { order: string; amount: number; key: string }>();
const notes: string[] = [];
const calls: { phone: string; minutes: number }[] = [];
