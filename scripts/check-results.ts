// Finds statements that drop a Result: `stock.reserve(1)`, `await carts.addLine(…)`. The linters see only floating
// promises. Whoever means it writes `void`.
import ts from 'typescript'
import { placeOf, readConfig } from './lib/program.ts'

const names = new Set(['Result', 'ResultAsync', 'Ok', 'Err'])

/** Is it a neverthrow result, or may it be one, or a promise of one? */
function isResult(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((part) => isResult(checker, part))
  const symbol = type.getSymbol()
  if (!symbol) return false
  if (symbol.name === 'Promise') {
    return checker.getTypeArguments(type as ts.TypeReference).some((argument) => isResult(checker, argument))
  }
  const isOfNeverthrow = symbol.declarations?.some((at) =>
    at.getSourceFile().fileName.includes('/neverthrow/'),
  )
  return names.has(symbol.name) && isOfNeverthrow === true
}

/** The expressions whose value a statement `a`, `a && b`, `a ? b : c` or `(a, b)` drops. */
function droppedBy(node: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(node)) return droppedBy(node.expression)
  if (ts.isConditionalExpression(node)) return [...droppedBy(node.whenTrue), ...droppedBy(node.whenFalse)]
  if (!ts.isBinaryExpression(node)) return [node]
  const operator = node.operatorToken.kind
  if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment) return []
  return operator === ts.SyntaxKind.CommaToken
    ? [...droppedBy(node.left), ...droppedBy(node.right)]
    : droppedBy(node.right)
}

/** The places of dropped results in the program's own files. */
export function droppedResults(program: ts.Program, base?: string): string[] {
  const checker = program.getTypeChecker()
  const found: string[] = []
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.includes('/node_modules/')) continue
    const visit = (node: ts.Node): void => {
      if (ts.isExpressionStatement(node)) {
        for (const expression of droppedBy(node.expression)) {
          if (isResult(checker, checker.getTypeAtLocation(expression)))
            found.push(placeOf(file, node.getStart(), base))
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  return found
}

if (import.meta.main) {
  const { fileNames, options } = readConfig()
  const found = droppedResults(ts.createProgram(fileNames, options))
  for (const place of found)
    console.error(`${place}: this Result is dropped; use it, or write 'void' before it`)
  process.exitCode = found.length > 0 ? 1 : 0
}
