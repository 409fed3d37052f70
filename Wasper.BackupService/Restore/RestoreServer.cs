using Npgsql;
using Wasper.BackupService.Configuration;

namespace Wasper.BackupService.Restore;

/// <summary>What a restore asks of the server beside the database itself: it connects to another one, because a database in use cannot be renamed.</summary>
internal sealed class RestoreServer(BackupOptions options) : IAsyncDisposable
{
    private const string Maintenance = "postgres";

    /// <summary>An app that connects again and again gets in between once in a while.</summary>
    private const int SwapAttempts = 10;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(With(options.Connection!, Maintenance));

    /// <summary>The database that the app uses.</summary>
    public string Database => options.Connection!.Database!;

    public NpgsqlConnectionStringBuilder ConnectionTo(string database) => With(options.Connection!, database);

    public async Task<bool> ExistsAsync(string database, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)");
        command.Parameters.AddWithValue(database);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Who else is connected to the database: names of programs, or of users where a program gives none. Backup services are not among them.</summary>
    public Task<IReadOnlyList<string>> FindUsersAsync(CancellationToken cancellationToken) => ReadAsync(
        """
        SELECT coalesce(nullif(application_name, ''), usename, 'someone') || ' (' || count(*) || ')'
        FROM pg_catalog.pg_stat_activity
        WHERE datname = $1 AND backend_type = 'client backend' AND application_name IS DISTINCT FROM $2
        GROUP BY coalesce(nullif(application_name, ''), usename, 'someone') ORDER BY 1
        """,
        [Database, options.Connection!.ApplicationName ?? ""],
        cancellationToken);

    public Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) =>
        ReadAsync("SELECT datname FROM pg_catalog.pg_database WHERE starts_with(datname, $1) ORDER BY 1", [prefix], cancellationToken);

    /// <summary>Makes an empty database with the language settings of the one in use.</summary>
    public async Task CreateAsync(string database, CancellationToken cancellationToken)
    {
        var settings = await ReadAsync(
            "SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_catalog.pg_database WHERE datname = $1",
            [Database],
            cancellationToken);
        await ExecuteAsync($"CREATE DATABASE {Quote(database)} TEMPLATE template0 {(settings is [var same] ? same : "")}", cancellationToken);
    }

    public Task DropAsync(string database, CancellationToken cancellationToken) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {Quote(database)} WITH (FORCE)", cancellationToken);

    /// <summary>Puts a database in the place of the one in use, which gets another name. Both at once: whatever happens, the app finds one of them.</summary>
    /// <param name="aside">The other name; null where there is none in use.</param>
    public async Task SwapAsync(string restored, string? aside, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EndSessionsAsync([Database, restored], cancellationToken);
                await RenameAsync(restored, aside, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.ObjectInUse && attempt < SwapAttempts)
            {
                // Somebody has connected again.
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder With(NpgsqlConnectionStringBuilder connection, string database) =>
        new(connection.ConnectionString) { Database = database, Pooling = false };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task RenameAsync(string restored, string? aside, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        string[] renames =
        [
            .. aside is null ? (string[])[] : [$"ALTER DATABASE {Quote(Database)} RENAME TO {Quote(aside)}"],
            $"ALTER DATABASE {Quote(restored)} RENAME TO {Quote(Database)}",
        ];
        foreach (var rename in renames)
        {
            await using var command = new NpgsqlCommand(rename, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task EndSessionsAsync(string[] databases, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = ANY ($1)");
        command.Parameters.AddWithValue(databases);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string sql, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
