/** The page: the shell in a terminal, beside it views of its machine. */
import './node/globals.ts';
import { startPage } from './page.ts';

void startPage();
