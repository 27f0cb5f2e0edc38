import type { KernelTx } from '../kernel/engine.ts'
import type { Id } from '../kernel/id.ts'
import type { Command, Query } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import { holderOf, ownerOr } from '../kernel/permission.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import { commit, commitThen, reject } from '../kernel/unit-of-work.ts'
import type { ConfirmPaymentInput, GetPaymentInput, Payment, PaymentReader } from '../payment/index.ts'
import {
  confirmPaymentInputSchema,
  getPaymentInputSchema,
  paymentSchema,
  toPayment,
} from '../payment/index.ts'
import type { ConfirmDeps, ConfirmPaymentError, ConfirmTx } from './confirm.ts'
import { confirmPayment } from './confirm.ts'
import type { OrderNotFound } from './order.errors.ts'
import { orderNotFound } from './order.errors.ts'
import { orderResponse, sampleOrder } from './order.operations.ts'
import type { OrderReader } from './order.ports.ts'
import { orderSchema } from './order.schemas.ts'
import type { Order } from './order.types.ts'

type Tx = ConfirmTx & KernelTx

/** The operations of payments. They are declared here since a payment that comes in places its order. */
export interface PaymentOperations {
  /** How an order is paid: what is due, what has come, its attempts with their facts. */
  readonly get: Query<PaymentReader, GetPaymentInput, Payment, OrderNotFound>
  /**
   * Records that money has come, for cash and bank transfer; answers the order, which is placed if it waited for it.
   *
   * @remarks The same bank reference is refused for ever. After `payment.paid_after_release` the receipt is kept, the
   * order is cancelled and a refund is pending.
   */
  readonly confirm: Command<Tx, OrderReader, ConfirmPaymentInput, Order, ConfirmPaymentError>
}

/** Declares the operations of payments. */
export function paymentOperations(deps: ConfirmDeps): PaymentOperations {
  return {
    get: defineQuery<PaymentReader, GetPaymentInput, Payment, OrderNotFound>({
      name: 'payments.get',
      input: getPaymentInputSchema,
      output: paymentSchema,
      errors: { 'order.not_found': true },
      permission: ownerOr('payments:read'),
      sample: async (f) => ({ as: 'guest', input: { orderId: (await sampleOrder(f)).id } }),
      run: (reader, { orderId }, call) =>
        reader.payments
          .forOrder(orderId, call.caller.access)
          .andThen((stored): Result<Payment, OrderNotFound> =>
            stored === null ? err(orderNotFound(orderId)) : ok(toPayment(orderId, stored)),
          ),
    }),
    confirm: defineCommand<Tx, OrderReader, ConfirmPaymentInput, Order, ConfirmPaymentError>({
      name: 'payments.confirm',
      input: confirmPaymentInputSchema,
      output: orderSchema,
      errors: {
        'order.not_found': true,
        'payment.attempt_not_found': true,
        'payment.not_confirmable': true,
        'payment.nothing_due': true,
        'payment.amount_mismatch': true,
        'payment.reference_taken': true,
        'payment.integrity_mismatch': true,
        'payment.paid_after_release': true,
      },
      permission: holderOf('payments:write'),
      target: ({ orderId }: { readonly orderId: Id<'ord'> }) => ({ type: 'order', id: orderId }),
      response: orderResponse,
      sample: async (f) => {
        const { id: orderId } = await sampleOrder(f)
        const payment = await f.invoke('payments.get', { orderId }, 'guest')
        const amount = payment['due'] as unknown as ConfirmPaymentInput['amount']
        return { as: 'staff', input: { orderId, amount, bankReference: f.unique('UTR') } }
      },
      run: async (tx, input, call) => {
        const ended = await confirmPayment(tx, input, call, deps)
        if (ended.isErr()) return reject(ended.error)
        return ended.value.kind === 'paid' ? commit(ended.value.order) : commitThen(ended.value.error)
      },
    }),
  }
}
