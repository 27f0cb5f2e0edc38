import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import type { RoundingPolicy } from '../kernel/rounding.ts'

/** Where goods go, as far as tax depends on it. Compared without regard to case, blanks and hyphens. */
export interface TaxDestination {
  /** ISO 3166-1 alpha-2, user-assigned codes such as `XE` and `ZZ` included. */
  readonly country: string
  /** The subdivision of ISO 3166-2, with or without the country: `QC` or `CA-QC`. */
  readonly region?: string | undefined
  /** As people write it: `SW1A 1AA`, `94105-1234`. */
  readonly postalCode?: string | undefined
}

/** One area of a zone: a whole country, or the part of it that has this region and this postal code. */
export interface TaxZoneMember {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** The subdivision of ISO 3166-2; `null` for every region, known or not. */
  readonly region: string | null
  /**
   * `null` for every postal code, known or not; else a code (`1012 AB`), a prefix (`35*`) or a range of digits
   * (`1000..1999`), which looks at as many digits as its bounds have. See {@link isPostalPattern}.
   */
  readonly postalPattern: string | null
}

/** An area in which the same tax rates hold. */
export interface TaxZone {
  readonly id: Id<'txz'>
  /** For people who configure a shop, not for customers. */
  readonly name: string
  /** A destination is in the zone when it is in one of its members. */
  readonly members: readonly TaxZoneMember[]
}

/** The rate of a tax for a class of goods in a zone, for a time. */
export interface TaxRate {
  readonly id: Id<'txr'>
  readonly zoneId: Id<'txz'>
  /** Names the goods that bear the rate: `standard`, `reduced`, `books`. Compared byte for byte. */
  readonly taxClass: string
  /** Names the tax in reports and documents: `VAT`, `CGST`. */
  readonly code: string
  /** What customers read: `VAT 20 %`. */
  readonly name: string
  /** Parts per million, a whole number from 0: 20 % is 200,000, New York City's 4.5 % is 45,000. */
  readonly ratePpm: number
  /** Whether it is levied on the price with the taxes that come before it, rather than on the price alone. */
  readonly compound: boolean
  /** Lower comes first, in documents and for compound rates; ties by id. */
  readonly priority: number
  /** The first instant at which it holds; `null` since ever. */
  readonly validFrom: Instant | null
  /** The first instant at which it holds no more; `null` for ever. */
  readonly validTo: Instant | null
}

/** Zones and rates, ready to be asked; made by {@link compileTaxRules}. */
export interface TaxRules {
  /**
   * The rates a class of goods bears at a destination, in the order in which they apply. Empty when no zone has the
   * destination, when the zone has no rate for the class, and when the destination is not known yet (`null`). The
   * same array is returned for as long as the same rates hold.
   */
  ratesFor(destination: TaxDestination | null, taxClass: string, at: Instant): readonly TaxRate[]
}

/** How a shop computes tax; stored with every order. */
export interface TaxPolicy {
  /**
   * Whether prices are gross. A gross price is the same in every zone: the tax within it differs, and so does what is
   * left for the merchant. A net price is the same everywhere too, and the tax comes on top of it.
   */
  readonly pricesIncludeTax: boolean
  /** Where and how fractions of a minor unit are rounded. */
  readonly rounding: RoundingPolicy
}

/** Something that bears tax: a line, a shipping charge. Amounts are minor units of one currency. */
export interface TaxableItem {
  /**
   * The price of one unit before discounts. The rules here tax `amount` alone; providers that compute tax outside
   * want to see it.
   */
  readonly unitAmount: number
  /** A whole number from 1. */
  readonly quantity: number
  /** What the item costs after discounts: gross or net, as the policy says. Negative for a credit. */
  readonly amount: number
  /** In the order in which they apply, as {@link TaxRules} gives them; empty for what is not taxed. */
  readonly rates: readonly TaxRate[]
}

/** What one rate contributes to the tax of an item. */
export interface TaxComponent {
  readonly rateId: Id<'txr'>
  readonly code: string
  readonly name: string
  readonly ratePpm: number
  /** The base of the tax: the net of the item, for a compound rate with the taxes before it. */
  readonly net: number
  readonly tax: number
}

/** An item with its tax; `net + tax = gross`, and the taxes of the components sum to `tax`. */
export interface TaxedItem {
  readonly net: number
  readonly tax: number
  readonly gross: number
  /** One for each rate of the item, in the same order, those of zero included. */
  readonly components: readonly TaxComponent[]
}

/** How a shop taxes, and where goods are taxed before a cart has an address. */
export interface ShopTaxPolicy extends TaxPolicy {
  /** Where goods are taxed while a cart has no address; `null` for nowhere, so that nothing is. */
  readonly defaultDestination: TaxDestination | null
}

/** A zone with its rates. */
export interface TaxZoneWithRates extends TaxZone {
  readonly rates: readonly TaxRate[]
  readonly version: number
}

/** An area of a zone to make. */
export interface NewTaxZoneMember {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Default: every region. */
  readonly region?: string | undefined
  /** An exact code, a prefix (`SW1*`) or a range (`1000..1999`); default: every postal code. */
  readonly postalPattern?: string | undefined
}

/** A rate to make. */
export interface NewTaxRate {
  /** Default `standard`. */
  readonly taxClass?: string | undefined
  readonly code: string
  readonly name: string
  /** Parts per million, 0 to 10,000,000: 20 % is 200,000. */
  readonly ratePpm: number
  /** Also taxes the taxes before it; default false. */
  readonly compound?: boolean | undefined
  /** Lower applies first; default 0. */
  readonly priority?: number | undefined
  /** The first instant at which it holds; default: since ever. */
  readonly validFrom?: string | undefined
  /** The first instant at which it holds no more; default: for ever. */
  readonly validTo?: string | undefined
}

/** A zone to make, with its rates. */
export interface CreateTaxZoneInput {
  /** Unique, byte for byte. */
  readonly name: string
  readonly members: readonly NewTaxZoneMember[]
  /** Default: none. */
  readonly rates?: readonly NewTaxRate[] | undefined
}

/** What to change of a zone; what is left out stays. */
export interface UpdateTaxZoneInput {
  readonly zoneId: Id<'txz'>
  readonly name?: string | undefined
  /** Replaces all members. */
  readonly members?: readonly NewTaxZoneMember[] | undefined
  readonly expectedVersion?: number | undefined
}

/** The zone to delete, with its rates. */
export interface DeleteTaxZoneInput {
  readonly zoneId: Id<'txz'>
  readonly expectedVersion?: number | undefined
}

/** The zone that was deleted. */
export interface DeletedTaxZone {
  readonly id: Id<'txz'>
}

/** The rates of a zone from now on; they replace all it had. */
export interface SetTaxRatesInput {
  readonly zoneId: Id<'txz'>
  readonly rates: readonly NewTaxRate[]
  readonly expectedVersion?: number | undefined
}

/** A page of zones, by name. */
export interface ListTaxZonesInput {
  /** 1 to 100; default 20. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly count?: 'none' | 'exact' | undefined
}

/** Zones by id, at most 100. */
export interface GetTaxZonesInput {
  readonly ids: readonly Id<'txz'>[]
}

/** How the shop taxes from now on. */
export type SetTaxPolicyInput = ShopTaxPolicy
