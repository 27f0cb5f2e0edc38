import path from 'node:path'
import ts from 'typescript'
import { root } from './manifest.ts'

/** The options and files of a tsconfig; throws when it is wrong. */
export function readConfig(file = path.join(root, 'tsconfig.json')): ts.ParsedCommandLine {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (d: ts.Diagnostic) => fail(d) }
  const config = ts.getParsedCommandLineOfConfigFile(file, {}, host)
  if (!config) throw new Error(`cannot read ${file}`)
  return config
}

/** `file:line:column` relative to the workspace. */
export function placeOf(file: ts.SourceFile, position: number, base = root): string {
  const { line, character } = file.getLineAndCharacterOfPosition(position)
  return `${path.relative(base, file.fileName)}:${line + 1}:${character + 1}`
}

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
}
