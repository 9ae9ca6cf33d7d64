-- What an argument that takes JSON is of: whatever an application has, without an ambiguous call. Overloads with defaults
-- would not do: an untyped parameter fits them all. Held and read as json is, so what is not JSON is refused as json refuses it.
-- No column of the books is of this type: DROP EXTENSION CASCADE would drop it (design 1).

CREATE TYPE distribution.document;

CREATE FUNCTION distribution.document_in(cstring) RETURNS distribution.document
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'json_in';
COMMENT ON FUNCTION distribution.document_in(cstring) IS 'Reads a document, as json is read.';

CREATE FUNCTION distribution.document_out(distribution.document) RETURNS cstring
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'json_out';
COMMENT ON FUNCTION distribution.document_out(distribution.document) IS 'Writes a document.';

CREATE FUNCTION distribution.document_recv(internal) RETURNS distribution.document
	LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'json_recv';
COMMENT ON FUNCTION distribution.document_recv(internal) IS 'Takes a document from a client in binary.';

CREATE FUNCTION distribution.document_send(distribution.document) RETURNS bytea
	LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'json_send';
COMMENT ON FUNCTION distribution.document_send(distribution.document) IS 'Gives a document to a client in binary.';

CREATE TYPE distribution.document (
	INPUT = distribution.document_in,
	OUTPUT = distribution.document_out,
	RECEIVE = distribution.document_recv,
	SEND = distribution.document_send,
	STORAGE = extended
);
COMMENT ON TYPE distribution.document IS 'An argument that takes JSON: json, jsonb, text, varchar and untyped parameters become one by themselves. Make no column of it: DROP EXTENSION would take the column along.';

CREATE CAST (json AS distribution.document) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (jsonb AS distribution.document) WITH INOUT AS IMPLICIT;
CREATE CAST (text AS distribution.document) WITH INOUT AS IMPLICIT;
CREATE CAST (varchar AS distribution.document) WITH INOUT AS IMPLICIT;
