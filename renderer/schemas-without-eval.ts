import * as z from 'zod';

/** The page's content security policy forbids eval, so zod must not try it. Import this before any module that makes a schema. */
z.config({ jitless: true });
