import { styleText } from 'node:util';

type Color = (text: string) => string;

/** A style, on a terminal that has colours and where NO_COLOR is not set; else the text as it is. */
const style =
  (format: Parameters<typeof styleText>[0]): Color =>
  (text) =>
    styleText(format, text, { stream: process.stdout });

export const bold = style('bold');
export const dim = style('dim');
export const cyan = style('cyan');
export const green = style('green');
export const magenta = style('magenta');
export const red = style('red');
export const yellow = style('yellow');
