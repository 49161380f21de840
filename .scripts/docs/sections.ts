/** Generated parts of hand-written pages, between comments that name them. */
const PART = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g;

/** The page with each generated part replaced; throws for an unknown name. */
export const fillSections = (page: string, parts: Readonly<Record<string, () => string>>): string =>
  page.replace(PART, (_, name: string) => {
    const make = parts[name];
    if (make === undefined) throw new Error(`no generated part has the name '${name}'`);
    return `<!-- generated: ${name} -->\n${make()}\n<!-- end -->`;
  });
