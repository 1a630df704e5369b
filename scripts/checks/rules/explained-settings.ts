import { type Check, type Finding, isCode, isTest } from '../source-file.ts';

const setting = /\bOUTPOST_[A-Z_]+\b/g;

/** .env.example explains every setting that the code reads, and no other setting. */
export const explainedSettings: Check = {
  name: 'explained-settings',
  run: (files) => {
    const example = files.find(({ path }) => path === '.env.example');
    if (!example) return [{ path: '.env.example', line: 1, message: 'is missing: it explains every setting' }];
    const explained = new Set(example.text.match(/(?<=^# )[A-Z_]+(?==)/gm));
    const read = new Set<string>();
    const findings: Finding[] = [];
    for (const file of files.filter((each) => isCode(each) && !isTest(each))) {
      for (const { 0: name, index } of file.text.matchAll(setting)) {
        if (!explained.has(name) && !read.has(name))
          findings.push({
            path: file.path,
            line: file.lineAt(index),
            message: `${name} is not explained in .env.example`,
          });
        read.add(name);
      }
    }
    for (const name of explained)
      if (name.startsWith('OUTPOST_') && !read.has(name))
        findings.push({
          path: example.path,
          line: example.lineAt(example.text.indexOf(name)),
          message: `nothing reads ${name}`,
        });
    return findings;
  },
};
