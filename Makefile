# distribution, a PostgreSQL extension (15 and later)
#
#   make demo    install everything and show the product at work (KEEP=1 keeps its server)
#   make check   install everything and run all tests; the last line counts them
#   make conditions  all tests again, on busy cores, in any order, at other dates and in another zone
#   make bench   install everything and measure (ONLY=instructions: count a push's and a sync's; ONLY=citus: a cluster's)
#   make docs    write doc/api.md and doc/schema.md from the comments in the database, and draw the pictures
#   make pictures  draw doc/pictures from the database, the demo and the tables of doc/benchmark.md
#   make lint    what CI also asks: warnings, format, lists; `make format` repairs the format
#   make dist    distribution-VERSION.zip of the last commit, as PGXN takes it
#   make installcheck   after `make install`: the SQL tests on the running server that PGHOST, PGUSER, ... name
#
# The first six install missing Debian packages and use sudo where root is needed.
# `make` and `make install` only build and install. PG_CONFIG=… chooses another PostgreSQL.

# Where this file lies: not where it builds, if that is elsewhere (make -f PATH/Makefile VPATH=PATH).
HERE := $(filter-out ./,$(dir $(lastword $(MAKEFILE_LIST))))

EXTENSION  = distribution
MODULE_big = distribution
DATA_built = distribution--1.1.sql distribution--1.0--1.1.sql
SHLIB_LINK = -lcjson

# One object for each concept, in alphabetical order.
OBJS = \
	src/account.o \
	src/account_total.o \
	src/ageing.o \
	src/amount.o \
	src/answer.o \
	src/application.o \
	src/argument.o \
	src/books.o \
	src/calendar.o \
	src/call.o \
	src/check_guard.o \
	src/claim.o \
	src/claim_count.o \
	src/configuration_row.o \
	src/copied_name.o \
	src/credit.o \
	src/credit_rule.o \
	src/credit_sql.o \
	src/delete.o \
	src/distribution.o \
	src/errors.o \
	src/event.o \
	src/exchange.o \
	src/explain.o \
	src/fee.o \
	src/fulfilment.o \
	src/giveback.o \
	src/goods.o \
	src/goods_row.o \
	src/id.o \
	src/identity.o \
	src/import.o \
	src/invitation.o \
	src/json.o \
	src/kept_warehouse.o \
	src/key_guard.o \
	src/ledger.o \
	src/ledger_chain.o \
	src/ledger_entry.o \
	src/ledger_guard.o \
	src/ledger_row.o \
	src/ledger_sql.o \
	src/line_payload.o \
	src/mark.o \
	src/member_row.o \
	src/member_sql.o \
	src/maintenance.o \
	src/maintenance_lock.o \
	src/mirror_stock.o \
	src/money_notice.o \
	src/node.o \
	src/notification.o \
	src/offer_notice.o \
	src/offered_price.o \
	src/open_charge.o \
	src/order_guard.o \
	src/order_reader.o \
	src/order_row.o \
	src/order_rule.o \
	src/order_rule_guard.o \
	src/order_sync.o \
	src/order_sync_row.o \
	src/order_tally.o \
	src/partner.o \
	src/partnership.o \
	src/partnership_guard.o \
	src/partnership_row.o \
	src/payload.o \
	src/permission.o \
	src/placement.o \
	src/plan.o \
	src/price.o \
	src/price_history.o \
	src/price_import.o \
	src/price_sql.o \
	src/printing.o \
	src/product.o \
	src/product_guard.o \
	src/product_import.o \
	src/product_log.o \
	src/product_sales.o \
	src/push.o \
	src/push_batch.o \
	src/push_describe.o \
	src/push_queue.o \
	src/push_quota.o \
	src/push_sql.o \
	src/reader.o \
	src/refund.o \
	src/refusal.o \
	src/restock.o \
	src/return.o \
	src/return_row.o \
	src/return_sql.o \
	src/row.o \
	src/row_bind.o \
	src/row_direct.o \
	src/row_held.o \
	src/row_query.o \
	src/row_sql.o \
	src/row_value.o \
	src/shipment.o \
	src/quota.o \
	src/quota_block.o \
	src/quota_guard.o \
	src/quota_row.o \
	src/quote.o \
	src/state.o \
	src/state_sql.o \
	src/statement.o \
	src/stock.o \
	src/stock_move.o \
	src/stock_push.o \
	src/stock_push_end.o \
	src/stock_push_row.o \
	src/stock_row.o \
	src/supplier.o \
	src/supplier_guard.o \
	src/supplier_move.o \
	src/suspension.o \
	src/terms.o \
	src/terms_row.o \
	src/text.o \
	src/token.o \
	src/token_sql.o \
	src/top_up.o \
	src/trigger.o \
	src/verify.o \
	src/visibility.o \
	src/visibility_sql.o \
	src/withdrawal.o \
	src/withdrawal_row.o \
	src/writer.o \

# The sources without a server: test/unit links these, so they include no postgres.h.
PURE = \
	src/amount.c \
	src/credit.c \
	src/exchange.c \
	src/fee.c \
	src/goods.c \
	src/id.c \
	src/permission.c \
	src/price.c \
	src/push.c \
	src/quota.c \
	src/return.c \
	src/state.c \
	src/stock.c \
	src/terms.c \
	src/text.c \
	src/visibility.c \

# Members of the extension, in the order in which they need each other; first, whether it can be here at all.
CONDITIONS = \
	sql/types/encoding.sql \
	sql/functions/owner.sql \

TYPES = \
	sql/types/push.sql \
	sql/types/document.sql \

FUNCTIONS = \
	sql/functions/privilege.sql \
	sql/functions/identity.sql \
	sql/functions/state.sql \
	sql/functions/member.sql \
	sql/functions/account.sql \
	sql/functions/suspension.sql \
	sql/functions/notification.sql \
	sql/functions/event.sql \
	sql/functions/supplier.sql \
	sql/functions/invitation.sql \
	sql/functions/application.sql \
	sql/functions/partnership.sql \
	sql/functions/partner.sql \
	sql/functions/product.sql \
	sql/functions/claim.sql \
	sql/functions/visibility.sql \
	sql/functions/stock_move.sql \
	sql/functions/guard.sql \
	sql/functions/order.sql \
	sql/functions/push.sql \
	sql/functions/quote.sql \
	sql/functions/withdrawal.sql \
	sql/functions/refusal.sql \
	sql/functions/fulfilment.sql \
	sql/functions/return.sql \
	sql/functions/restock.sql \
	sql/functions/stock_push.sql \
	sql/functions/maintenance.sql \
	sql/functions/ledger.sql \
	sql/functions/top_up.sql \
	sql/functions/account_total.sql \
	sql/functions/credit.sql \
	sql/functions/statement.sql \
	sql/functions/price.sql \
	sql/functions/explain.sql \
	sql/functions/price_history.sql \
	sql/functions/price_import.sql \
	sql/functions/product_sales.sql \
	sql/functions/verify.sql \
	sql/functions/room.sql \
	sql/functions/delete.sql \
	sql/functions/install.sql \
	sql/functions/scale_out.sql \
	sql/functions/supplier_move.sql \

# The checks of verify(), one function a file.
CHECKS = \
	sql/verify/summary_total.sql \
	sql/verify/summary_month.sql \
	sql/verify/summary_day.sql \
	sql/verify/statement.sql \
	sql/verify/open_month.sql \
	sql/verify/ageing.sql \
	sql/verify/last_push.sql \
	sql/verify/claims.sql \
	sql/verify/partnership.sql \
	sql/verify/charge.sql \
	sql/verify/goods.sql \
	sql/verify/refund.sql \
	sql/verify/stock_allocated.sql \
	sql/verify/stock_on_hand.sql \
	sql/verify/order_stage.sql \
	sql/verify/order_tally.sql \
	sql/verify/order_line.sql \
	sql/verify/package_state.sql \
	sql/verify/giveback.sql \
	sql/verify/giveback_money.sql \
	sql/verify/return_line.sql \
	sql/verify/restock_line.sql \
	sql/verify/restock_stock.sql \
	sql/verify/return_stock.sql \
	sql/verify/return_money.sql \
	sql/verify/push_queue.sql \
	sql/verify/push_record.sql \
	sql/verify/withdrawal.sql \
	sql/verify/sales.sql \
	sql/verify/quota.sql \

# What distribution.install() makes, in the order in which they need each other.
TABLES = \
	sql/tables/account.sql \
	sql/tables/upgrade.sql \
	sql/tables/member.sql \
	sql/tables/notification.sql \
	sql/tables/supplier.sql \
	sql/tables/exchange.sql \
	sql/tables/product.sql \
	sql/tables/price.sql \
	sql/tables/price_history.sql \
	sql/tables/price_import.sql \
	sql/tables/product_import.sql \
	sql/tables/supplier_import.sql \
	sql/tables/partnership.sql \
	sql/tables/partnership_price.sql \
	sql/tables/quantity_rule.sql \
	sql/tables/stock_share.sql \
	sql/tables/claim.sql \
	sql/tables/fee.sql \
	sql/tables/visibility.sql \
	sql/tables/order_rule.sql \
	sql/tables/stock.sql \
	sql/tables/order.sql \
	sql/tables/push_queue.sql \
	sql/tables/withdrawal.sql \
	sql/tables/return.sql \
	sql/tables/restock.sql \
	sql/tables/stock_push.sql \
	sql/tables/ledger.sql \
	sql/tables/top_up.sql \
	sql/tables/product_sales.sql \
	sql/tables/credit.sql \
	sql/tables/statement.sql \
	sql/tables/event.sql \
	sql/tables/verify.sql \
	sql/tables/money_notice.sql \
	sql/tables/offer_change.sql \
	sql/tables/maintenance.sql \
	sql/tables/text.sql \
	sql/tables/seed.sql \
	sql/tables/sequence.sql \

TRIGGERS = \
	sql/triggers/writer.sql \
	sql/triggers/account.sql \
	sql/triggers/supplier.sql \
	sql/triggers/product.sql \
	sql/triggers/price.sql \
	sql/triggers/price_history.sql \
	sql/triggers/price_import.sql \
	sql/triggers/product_import.sql \
	sql/triggers/visibility.sql \
	sql/triggers/stock_push.sql \
	sql/triggers/partnership.sql \
	sql/triggers/order.sql \
	sql/triggers/order_rule.sql \
	sql/triggers/ledger.sql \
	sql/triggers/credit.sql \
	sql/triggers/statement.sql \
	sql/triggers/checks.sql \
	sql/triggers/keys.sql \

VIEWS = \
	sql/views/notification.sql \
	sql/views/supplier.sql \
	sql/views/partnership.sql \
	sql/views/product.sql \
	sql/views/product_sales.sql \
	sql/views/price_history.sql \
	sql/views/price_list.sql \
	sql/views/claim.sql \
	sql/views/quota.sql \
	sql/views/order.sql \
	sql/views/distributor_order.sql \
	sql/views/order_line.sql \
	sql/views/fulfilment.sql \
	sql/views/return.sql \
	sql/views/stock_push.sql \
	sql/views/offered_product.sql \
	sql/views/offered_price.sql \
	sql/views/visibility.sql \
	sql/views/ledger.sql \
	sql/views/top_up.sql \
	sql/views/credit.sql \
	sql/views/statement.sql \
	sql/views/event.sql \
	sql/views/attention.sql \
	sql/views/calendar.sql \

GRANTS = \
	sql/grants/owner.sql \
	sql/grants/access.sql \

# Read with the product: installed beside it, in the folders that their links expect.
PAGES = README.md CHANGELOG.md CONTRIBUTING.md $(patsubst $(HERE)%,%,$(wildcard $(HERE)doc/*.md $(HERE)doc/clients/*.md $(HERE)doc/pictures/*.svg))

# What upgrade() does to older books, each file a step, once, in this order; MEMBERS_1_1 is what the ALTER EXTENSION UPDATE
# to that version does before the functions are replaced: its new types, and its members.sql.
UPDATES = \
	sql/updates/1.1/identity.sql \
	sql/updates/1.1/giveback.sql \
	sql/updates/1.1/decimals.sql \
	sql/updates/1.1/partnership_price.sql \
	sql/updates/1.1/visibility_by.sql \
	sql/updates/1.1/text.sql \
	sql/updates/1.1/setting.sql \
	sql/updates/1.1/readers.sql \
	sql/updates/1.1/token.sql \
	sql/updates/1.1/suspension.sql \
	sql/updates/1.1/notification.sql \
	sql/updates/1.1/stage.sql \
	sql/updates/1.1/credit.sql \
	sql/updates/1.1/ageing.sql \
	sql/updates/1.1/claim_count.sql \
	sql/updates/1.1/time_zone.sql \
	sql/updates/1.1/quota.sql \
	sql/updates/1.1/notification_supplier.sql \
	sql/updates/1.1/open_month.sql \
	sql/updates/1.1/rule_distributor.sql \
	sql/updates/1.1/refusal.sql \
	sql/updates/1.1/price_dates.sql \
	sql/updates/1.1/not_emptied.sql \
	sql/updates/1.1/quota_block.sql \

MEMBERS_1_1 = \
	sql/types/document.sql \
	sql/updates/1.1/members.sql \

MEMBERS = $(CONDITIONS) $(TYPES) $(FUNCTIONS) $(CHECKS)
BOOKS   = $(TABLES) $(TRIGGERS) $(VIEWS) $(GRANTS)

# A server built by gcc hands clang some flags that it does not know.
PG_CFLAGS = -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-clobbered $(if $(WERROR),-Werror) \
	$(if $(findstring clang,$(CC)),-Wno-unknown-warning-option -Wno-ignored-optimization-argument -Wno-ignored-attributes)

# PostgreSQL 15 loads modules with their names global; bind ours to ours, not to the server's. macOS does so anyway.
SHLIB_LINK += $(if $(filter darwin,$(PORTNAME)),,-Wl,-Bsymbolic)

PG_CONFIG ?= $(shell $(HERE)test/pg_config)
SUDO       = $(shell test -w "$$($(PG_CONFIG) --pkglibdir)" || echo sudo)

# PGXS builds, installs and cleans. Our goals do without: it may be missing until setup has run,
# and it has a `check` of its own.
OURS = setup ready demo check conditions bench docs pictures lint format dist

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all install installcheck install-pages uninstall-pages clean $(OURS)

ifeq ($(filter $(OURS),$(MAKECMDGOALS)),)

PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq ($(wildcard $(PGXS)),)
$(error PGXS of "$(PG_CONFIG)" is missing: run `make setup`, or give PG_CONFIG=/path/to/pg_config)
endif
override with_llvm = no
NO_INSTALLCHECK = ours
include $(PGXS)

$(OBJS): $(wildcard $(HERE)src/*.h) | $(CURDIR)/src
$(CURDIR)/src:
	mkdir -p '$@'

$(DATA_built): sql/build Makefile $(MEMBERS) $(BOOKS) $(UPDATES) $(MEMBERS_1_1)

distribution--1.1.sql:
	cd '$(srcdir)' && sql/build $(MEMBERS) -- $(BOOKS) -- $(UPDATES) > '$(CURDIR)/$@'

distribution--1.0--1.1.sql:
	cd '$(srcdir)' && sql/build --update $(MEMBERS_1_1) $(filter-out $(TYPES),$(MEMBERS)) -- $(BOOKS) -- $(UPDATES) > '$(CURDIR)/$@'

pagesdir = $(DESTDIR)$(docdir)/extension/$(EXTENSION)
install: install-pages
install-pages:
	$(MKDIR_P) '$(pagesdir)/doc/clients' '$(pagesdir)/doc/pictures'
	$(foreach page,$(PAGES),$(INSTALL_DATA) '$(srcdir)/$(page)' '$(pagesdir)/$(page)' &&) :
uninstall: uninstall-pages
uninstall-pages:
	rm -rf '$(pagesdir)'

installcheck:
	@env SERVER=given PG_CONFIG='$(PG_CONFIG)' '$(srcdir)/test/check' $(ONLY)

else

all install clean:
	@$(MAKE) --no-print-directory $@

setup:
	@env PG_CONFIG='$(PG_CONFIG)' test/setup

ready: setup
	@echo 'Building and installing for $(shell $(PG_CONFIG) --version) …'
	@$(MAKE) --silent all
	@$(SUDO) $(MAKE) MAKEFLAGS= --silent install PG_CONFIG='$(PG_CONFIG)'

demo: ready
	@env PG_CONFIG='$(PG_CONFIG)' KEEP='$(KEEP)' test/demo/run

comma := ,
check: kinds = $(subst $(comma), ,$(ONLY))
check: ready
	@$(foreach kind,$(filter clients pool,$(kinds)),env PG_CONFIG='$(PG_CONFIG)' test/setup $(kind) &&) :
	@env PG_CONFIG='$(PG_CONFIG)' PURE='$(PURE)' $(if $(filter clients,$(kinds)),NPM=1) test/check $(ONLY)

conditions: ready
	@env PG_CONFIG='$(PG_CONFIG)' PURE='$(PURE)' ONLY='$(ONLY)' test/conditions $(TIMES)

bench: ready
	@set -e; for part in $(or $(ONLY),run pages); do env PG_CONFIG='$(PG_CONFIG)' test/bench/$$part; done

docs: pictures
	@env PG_CONFIG='$(PG_CONFIG)' doc/generate

pictures: ready
	@env PG_CONFIG='$(PG_CONFIG)' test/setup pictures
	@env PG_CONFIG='$(PG_CONFIG)' doc/draw

lint:
	@env PG_CONFIG='$(PG_CONFIG)' test/setup lint
	@env PURE='$(PURE)' LISTED='$(OBJS:.o=.c) $(PURE) $(MEMBERS) $(BOOKS) $(UPDATES) $(MEMBERS_1_1)' test/lint

dist:
	@version=$$(sed -n 's/^\t"version": "\(.*\)",/\1/p' META.json) && \
	git archive --format=zip --prefix="distribution-$$version/" --output="distribution-$$version.zip" HEAD && \
	echo "distribution-$$version.zip"

format:
	@test/setup lint
	clang-format -i $(wildcard src/*.[ch] test/unit/*.[ch] test/fuzz/*.[ch] test/pairs/*.c test/steps/*.c)

endif
