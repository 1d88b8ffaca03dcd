// SPDX-License-Identifier: EUPL-1.2
// The codes that scanners read, as `custody/codes` has them: the same grammar, the same check character (ISO/IEC 7064 MOD 37,36).
"use strict";

globalThis.precintoCodes = (() => {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const COMMANDS = ["FIN", "DEV", "ENT", "PRE", "INV", "ANU", "SIG", "QUI"];
  const GRAMMAR = /^(?:(C)([A-Z])(\d{2})(\d{5,9})(\d{3})|(N)([A-Z])(\d{2})(\d{5,9})|(R)(\d{2})(\d{5,9})|([PLMT])(\d{5,9})|(Z)([A-Z]{3}))([0-9A-Z])$/;
  const LONGEST = 64;

  function check(body) {
    let product = 36;
    for (const char of body) product = (((product + ALPHABET.indexOf(char)) % 36 || 36) * 2) % 37;
    return ALPHABET[(((1 - product) % 36) + 36) % 36];
  }

  function clean(text) {
    if (text.length > LONGEST) return "";
    const bare = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim().replace(/^\][A-Za-z][0-9A-Za-z]/, "");
    if (/[^\x00-\x7F]/.test(bare) && /[\p{L}\p{N}]/u.test(bare.replace(/[\x00-\x7F]/g, ""))) return "";
    return bare.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
  }

  // The code that was read, or null: {text, kind, pretty, command}.
  function parse(typed) {
    const text = clean(typed);
    const found = GRAMMAR.exec(text);
    if (!found || check(text.slice(0, -1)) !== text.at(-1)) return null;
    const parts = found.slice(1).filter((part) => part !== undefined);
    const last = parts.pop();
    const kind = parts.shift();
    if (kind === "Z" && !COMMANDS.includes(parts[0])) return null;
    const head = { C: 2, N: 2, R: 1 }[kind] ?? 0;
    const groups = [kind + parts.slice(0, head).join(""), ...parts.slice(head), last];
    return { text, kind, pretty: groups.join("-"), command: kind === "Z" ? parts[0] : "" };
  }

  return { parse, check };
})();
