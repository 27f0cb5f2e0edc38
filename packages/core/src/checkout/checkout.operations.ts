import { addSeconds } from '../kernel/clock.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Call, Command, Phased } from '../kernel/operation.ts'
import { defineCommand, definePhased } from '../kernel/operation.ts'
import { ownerOr } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { flow, ok } from '../kernel/result.ts'
import { moneyOf } from '../kernel/money.ts'
import { settle } from '../kernel/unit-of-work.ts'
import { checkVersion, sampleFullCart } from '../cart/index.ts'
import type { Order, OrderReader } from '../order/index.ts'
import { orderResponse, orderSchema } from '../order/index.ts'
import type { PlaceOrderError, StartCheckoutError } from './checkout.errors.ts'
import type { CheckoutTx } from './checkout.ports.ts'
import { placeOrderInputSchema, quoteSchema, startCheckoutInputSchema } from './checkout.schemas.ts'
import type { PlaceOrderInput, Quote, StartCheckoutInput } from './checkout.types.ts'
import type { CheckoutDeps } from './place.ts'
import { checkPriced, placeOrder, priceLive } from './place.ts'

type Tx = CheckoutTx & KernelTx

/** The operations of checkout. */
export interface CheckoutOperations {
  readonly start: Command<Tx, unknown, StartCheckoutInput, Quote, StartCheckoutError>
  readonly place: Phased<Tx, OrderReader, PlaceOrderInput, Order, PlaceOrderError, null>
}

/** Declares the operations of checkout. */
export function checkoutOperations(deps: CheckoutDeps): CheckoutOperations {
  return {
    start: defineCommand<Tx, unknown, StartCheckoutInput, Quote, StartCheckoutError>({
      name: 'checkout.start',
      input: startCheckoutInputSchema,
      output: quoteSchema,
      errors: {
        'cart.not_found': true,
        'cart.closed': true,
        'checkout.cart_empty': true,
        'checkout.line_unavailable': true,
        'checkout.shipping_unavailable': true,
        'inventory.insufficient_stock': true,
        'conflict.stale_version': true,
      },
      permission: ownerOr('checkout:write'),
      target: ({ cartId }) => ({ type: 'cart', id: cartId }),
      response: { kind: 'store' },
      sample: async (f) => ({ as: 'guest', input: { cartId: (await sampleFullCart(f)).cartId } }),
      run: async (tx, input, call) => settle(await startCheckout(tx, input, call, deps)),
    }),
    place: definePhased<Tx, OrderReader, PlaceOrderInput, Order, PlaceOrderError, null>({
      name: 'checkout.place',
      input: placeOrderInputSchema,
      output: orderSchema,
      errors: {
        'cart.not_found': true,
        'cart.closed': true,
        'checkout.cart_empty': true,
        'checkout.line_unavailable': true,
        'checkout.shipping_unavailable': true,
        'checkout.total_changed': true,
        'checkout.quote_not_found': true,
        'checkout.quote_stale': true,
        'checkout.provider_unknown': true,
        'checkout.external_id_taken': true,
        'inventory.insufficient_stock': true,
        'extension.refused': true,
        'input.invalid': true,
      },
      permission: ownerOr('checkout:write'),
      target: ({ cartId, quoteId }) =>
        cartId === undefined ? { type: 'quote', id: quoteId ?? '' } : { type: 'cart', id: cartId },
      response: orderResponse,
      sample: async (f) => ({
        as: 'guest',
        input: { cartId: (await sampleFullCart(f)).cartId, payment: { provider: 'cash' } },
      }),
      // Local tenders end in the first unit; a provider on the network adds its call and the unit of its facts.
      phases: [
        {
          kind: 'unit',
          name: 'place',
          run: async (tx, input, _state, call) => settle(await placeOrder(tx, input, call, deps)),
        },
      ],
    }),
  }
}

function startCheckout(
  tx: Tx,
  input: StartCheckoutInput,
  call: Call,
  deps: CheckoutDeps,
): ResultAsync<Quote, StartCheckoutError | PortError> {
  return flow(async function* () {
    const { view, priced } = yield* priceLive(tx, input.cartId, call, deps.rules)
    yield* checkVersion(input.expectedVersion, view.cart.version)
    yield* checkPriced(view, priced)
    const { cart } = view
    const money = (amount: number) => moneyOf(amount, cart.currency)
    const quote: Quote = {
      id: call.ids.next('quo'),
      cartId: cart.id,
      cartVersion: cart.version,
      lines: priced.lines.map(({ record, unitPrice, listPrice, priceSource, taxClass }) => ({
        lineId: record.id,
        unitPrice: money(unitPrice ?? 0),
        listPrice: listPrice === null ? null : money(listPrice),
        priceSource,
        taxClass,
      })),
      totals: priced.totals,
      expiresAt: addSeconds(call.now, deps.quoteSeconds),
      createdAt: call.now,
    }
    tx.quotes.append(quote, { customerId: cart.customerId, guestHash: cart.guestHash })
    call.note({ quoteId: quote.id, total: priced.totals.total.amount })
    return ok(quote)
  })
}
