// Exit 0 if two scripts are the same but for comments and spaces.

import { readFileSync } from "node:fs";
import ts from "typescript";

function treeOf(path) {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  const lines = [];
  const visit = (node, depth) => {
    const isLeaf = node.text !== undefined && !ts.isSourceFile(node);
    if (!ts.isEmptyStatement(node)) lines.push(`${depth} ${node.kind} ${node.flags & ts.NodeFlags.BlockScoped} ${isLeaf ? node.text : node.operator ?? ""}`);
    node.forEachChild((child) => visit(child, depth + 1));
  };
  visit(file, 0);
  if (file.parseDiagnostics.length) throw new Error(file.parseDiagnostics[0].messageText);
  return lines.join("\n");
}

const [one, other] = process.argv.slice(2).map(treeOf);
process.exit(one === other ? 0 : 1);
