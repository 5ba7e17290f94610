import { expect } from 'vitest';

// Without the rules, every test here would pass and say nothing about Windows.
expect(Reflect.get(globalThis, Symbol.for('card-desk.open-files')), 'the rules of build/windows/open-files.cjs are in force').toBe(true);
