import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { mailHtml } from '@outpost/domain/kernel/templates/mail-html';
import { describe, expect, it } from 'vitest';
import { htmlFault } from './html-fault.ts';

const words = `# Offer

Dear **Perrin**, see [the plan](https://plan.example/7), or [write](mailto:ilse@fenwright.example):

- one
- two

| Part | Price |
| --- | --: |
| Motor | $120 |

> said

[Read it](https://plan.example/8 "button")`;

describe('the HTML that goes out as a mail (MSG-22)', () => {
  it('may have all that the house layout and Markdown make', () => {
    expect(htmlFault(mailHtml(houseFrame, words))).toBeUndefined();
  });

  it('may have pictures from https addresses', () => {
    expect(htmlFault('<img src="https://fenwright.example/logo.png" alt="Fenwright" width="120">')).toBeUndefined();
  });

  it.each([
    ['<script>alert(1)</script>', '<script>'],
    ['<SCRIPT src=//x.example></SCRIPT>', '<script>'],
    ['<svg onload=alert(1)>', '<svg>'],
    ['<iframe src="https://x.example"></iframe>', '<iframe>'],
    ['<form action="https://x.example"><input></form>', '<form>'],
    ['<object data="x"></object>', '<object>'],
    ['<base href="https://x.example">', '<base>'],
    ['<link rel="stylesheet" href="https://x.example/a.css">', '<link>'],
    ['<p onclick="x()">a</p>', '“onclick”'],
    ['<img alt=x onerror=alert(1)>', '“onerror”'],
    ['<img src="http://x.example/a.gif">', 'a picture comes from'],
    ['<img src="data:image/svg+xml,<svg onload=x>">', 'a picture comes from'],
    ['<img srcset="https://x.example/a.gif">', '“srcset”'],
    ['<a href="javascript:alert(1)">a</a>', 'a link leads to'],
    ['<a href="JaVaScRiPt:alert(1)">a</a>', 'a link leads to'],
    ['<a href="&#106;avascript:alert(1)">a</a>', 'a link leads to'],
    ['<a href="http://x.example">a</a>', 'a link leads to'],
    ['<a href="file:///etc/passwd">a</a>', 'a link leads to'],
    ['<a href="https://bank.example@x.example">a</a>', 'a link leads to'],
    ['<a ping="https://x.example" href="https://y.example">a</a>', '“ping”'],
    ['<meta http-equiv="refresh" content="0;url=https://x.example">', 'http-equiv'],
    ['<style>@import url(https://x.example/a.css);</style>', 'style sheet loads'],
    ['<style>p { background: url(https://x.example/p.gif) }</style>', 'style sheet loads'],
    ['<p style="background:url(https://x.example/p.gif)">a</p>', 'style of an element <p> loads'],
    ['<p style="width:expression(alert(1))">a</p>', 'style of an element <p> loads'],
    ['<td background="https://x.example/p.gif">a</td>', 'background'],
    ['<!--[if mso]><script>x</script><![endif]-->', '<script>'],
    ['<!--[if mso]><v:shape o:href="x"></v:shape><![endif]-->', '<v:shape>'],
    ['<template><script>x</script></template>', '<template>'],
    ['<math><mtext></mtext></math>', '<math>'],
    [`<p>${'a'.repeat(200_001)}</p>`, 'more than 200,000 characters'],
  ])('may not have %s', (html, fault) => {
    expect(htmlFault(`<p>before</p>${html}<p>behind</p>`)).toContain(fault);
  });

  it('ends with a thousand elements inside each other, and with open ends', () => {
    expect(htmlFault('<div>'.repeat(20_000))).toBeUndefined();
    expect(htmlFault('<p style="')).toBeUndefined();
    expect(htmlFault('<!--[if mso]><p>')).toBeUndefined();
  });
});
