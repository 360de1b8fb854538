// Print whether two scripts are the "same" but for comments and spaces, or "different".

import { readFileSync } from "node:fs";
import ts from "typescript";

function treeOf(path) {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  const lines = [];
  const visit = (node, depth) => {
    const text = ts.isSourceFile(node) ? "" : node.text ?? node.operator ?? "";
    lines.push(`${depth} ${node.kind} ${node.flags & ts.NodeFlags.BlockScoped} ${text}`);
    node.forEachChild((child) => visit(child, depth + 1));
  };
  visit(file, 0);
  if (file.parseDiagnostics.length) throw new Error(file.parseDiagnostics[0].messageText);
  return lines.join("\n");
}

const [one, other] = process.argv.slice(2).map(treeOf);
process.stdout.write(one === other ? "same" : "different");
