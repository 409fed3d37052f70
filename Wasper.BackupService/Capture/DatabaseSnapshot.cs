using Npgsql;
using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Capture;

/// <summary>
/// One moment of the database: pg_dump reads the same moment, so that what it stored can be compared row for row with what there was,
/// whatever is written meanwhile.
/// </summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    // What pg_dump stores the data of, except what extensions bring: they decide on that themselves.
    private const string TablesQuery = """
        SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't'
          AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.deptype = 'e'
              AND ((d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid)
                OR (d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid)))
        """;

    private readonly NpgsqlTransaction _transaction;

    private DatabaseSnapshot(NpgsqlTransaction transaction, string name, IReadOnlyList<TableRows> tables)
    {
        _transaction = transaction;
        Name = name;
        Tables = tables;
    }

    /// <summary>What pg_dump knows it by.</summary>
    public string Name { get; }

    /// <summary>Every table and its rows. They stay locked against being dropped until this is disposed of.</summary>
    public IReadOnlyList<TableRows> Tables { get; }

    /// <summary>Takes it over an open connection, which has to stay open.</summary>
    /// <exception cref="NpgsqlException">The database refused.</exception>
    public static async Task<DatabaseSnapshot> TakeAsync(NpgsqlConnection connection, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        try
        {
            // The server's own limits are for short work. With row security on, a count would silently leave rows out.
            var settings = $"SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off; "
                + $"SET LOCAL lock_timeout = {(long)lockTimeout.TotalMilliseconds}; SELECT pg_catalog.pg_export_snapshot()";
            await using var command = new NpgsqlCommand(settings, connection) { CommandTimeout = 0 };
            var name = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            return new DatabaseSnapshot(transaction, name, await CountTablesAsync(connection, cancellationToken));
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _transaction.DisposeAsync();

    private static async Task<IReadOnlyList<TableRows>> CountTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var names = new List<(string Schema, string Name, string Quoted)>();
        await using (var command = new NpgsqlCommand(TablesQuery, connection) { CommandTimeout = 0 })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        return names.Count == 0 ? [] : await CountAsync(connection, names, cancellationToken);
    }

    // One exchange with the server, and one span of the trace, for all of them.
    private static async Task<IReadOnlyList<TableRows>> CountAsync(
        NpgsqlConnection connection, List<(string Schema, string Name, string Quoted)> names, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var (_, _, quoted) in names)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT count(*) FROM ONLY {quoted}"));
        }

        var tables = new List<TableRows>(names.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (schema, name, _) in names)
        {
            await reader.ReadAsync(cancellationToken);
            tables.Add(new TableRows(schema, name, reader.GetInt64(0)));
            await reader.NextResultAsync(cancellationToken);
        }

        return tables;
    }
}
