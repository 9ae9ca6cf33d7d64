/*
 * books.h
 *	  Whether the books are there.
 */
#ifndef DISTRIBUTION_BOOKS_H
#define DISTRIBUTION_BOOKS_H

extern void books_require(void);

#endif
