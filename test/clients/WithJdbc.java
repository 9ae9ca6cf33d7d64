import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.postgresql.util.PGobject;

public class WithJdbc {
	interface Setter {
		void set(PreparedStatement statement, int position) throws SQLException;
	}

	static PGobject object(String type, String value) throws SQLException {
		PGobject object = new PGobject();
		object.setType(type);
		object.setValue(value);
		return object;
	}

	public static void main(String[] arguments) throws SQLException {
		String url = "jdbc:postgresql://127.0.0.1:" + System.getenv("PGPORT") + "/shop";
		try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
			ResultSet made = connection.createStatement().executeQuery("SELECT t.payload('JDBC')::text, t.id('supplier'), t.id('kedai')");
			made.next();
			String payload = made.getString(1);
			Setter[] setters = {
				(statement, position) -> statement.setString(position, payload),
				(statement, position) -> statement.setObject(position, payload),
				(statement, position) -> statement.setObject(position, payload, Types.OTHER),
				(statement, position) -> statement.setObject(position, object("json", payload)),
				(statement, position) -> statement.setObject(position, object("jsonb", payload)),
			};
			String[] calls = {
				"SELECT distribution.sync_order(?, ?, ?)",
				"SELECT distribution.sync_order(supplier_id => ?, partnership_id => ?, payload => ?)",
			};
			for (Setter setter : setters)
				for (String call : calls)
					try (PreparedStatement statement = connection.prepareStatement(call)) {
						statement.setLong(1, made.getLong(2));
						statement.setLong(2, made.getLong(3));
						setter.set(statement, 3);
						ResultSet order = statement.executeQuery();
						order.next();
						System.out.println(order.getLong(1));
					}
		}
	}
}
