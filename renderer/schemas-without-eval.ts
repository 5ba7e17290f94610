import * as z from 'zod';

/**
 * The page's policy forbids making code from text, so zod must not try. Must be imported before anything that makes a
 * schema.
 */
z.config({ jitless: true });
