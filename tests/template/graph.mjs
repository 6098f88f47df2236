// Which resource needs which, as CloudFormation sees it.

/** The logical ids that a value refers to: by Ref, Fn::GetAtt and Fn::Sub. */
function referred(value, found) {
  if (Array.isArray(value)) {
    value.forEach((item) => referred(item, found));
    return;
  }
  if (value === null || typeof value !== "object") {
    return;
  }
  for (const [name, content] of Object.entries(value)) {
    if (name === "Ref") {
      found.add(content);
    } else if (name === "Fn::GetAtt") {
      found.add((Array.isArray(content) ? content[0] : content).split(".")[0]);
    } else if (name === "Fn::Sub") {
      const [text, given] = Array.isArray(content) ? content : [content, {}];
      for (const [, placeholder] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
        if (!(placeholder in given)) {
          found.add(placeholder.split(".")[0]);
        }
      }
      referred(given, found);
    } else {
      referred(content, found);
    }
  }
}

/** For every resource of a template the resources it needs. */
export function needs(template) {
  const graph = new Map();
  for (const [id, resource] of Object.entries(template.Resources)) {
    const found = new Set([resource.DependsOn ?? []].flat());
    referred(resource.Properties ?? {}, found);
    graph.set(id, [...found].filter((other) => other in template.Resources));
  }
  return graph;
}

/** One cycle as the ids along it, or null. */
export function cycle(graph) {
  const done = new Set();
  const path = [];
  function visit(id) {
    if (done.has(id)) {
      return null;
    }
    if (path.includes(id)) {
      return [...path.slice(path.indexOf(id)), id];
    }
    path.push(id);
    for (const other of graph.get(id)) {
      const found = visit(other);
      if (found) {
        return found;
      }
    }
    path.pop();
    done.add(id);
    return null;
  }
  for (const id of graph.keys()) {
    const found = visit(id);
    if (found) {
      return found;
    }
  }
  return null;
}
