export type {
  AdjustStockError,
  CreateLocationError,
  InsufficientStock,
  ListMovementsError,
  LocationCodeTaken,
  ReservationError,
  ReservationNotFound,
  ReserveStockError,
  SetLevelsError,
  Shortfall,
  StockLevelChanged,
  StockLocationUnknown,
  StockVariantUnknown,
} from './inventory.errors.ts'
export { insufficientStock } from './inventory.errors.ts'
export type { InventoryEvents } from './inventory.events.ts'
export { inventoryEventTags } from './inventory.events.ts'
export type { InventoryOperations } from './inventory.operations.ts'
export { inventoryOperations } from './inventory.operations.ts'
export type {
  InventoryReader,
  InventoryTx,
  StockCount,
  StockGuard,
  StockKey,
  StockLine,
  StockQuantity,
  StockReadRepository,
  StockRepository,
} from './inventory.ports.ts'
export type {
  AdjustStockInput,
  CreateLocationInput,
  ExtendReservationInput,
  GetLevelsInput,
  ListMovementsInput,
  Location,
  Movement,
  RecordedMovement,
  ReservationOwnerInput,
  ReserveStockInput,
  SetLevelsInput,
  StockDrift,
  StockLevel,
  StockReport,
} from './inventory.types.ts'
export type { LocationOperations } from './location.operations.ts'
export { locationOperations } from './location.operations.ts'
export type { SourcedPart, SourcingLevel, SourcingWant } from './sourcing.rules.ts'
export { sourceLines } from './sourcing.rules.ts'
export { sampleStock } from './samples.ts'
