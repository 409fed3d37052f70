using Npgsql;
using Wasper.BinaryCache;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase(PostgresRig rig, NpgsqlConnectionStringBuilder connection)
{
    /// <summary>A few tables, with names and values that are awkward to read.</summary>
    public const string Awkward = """
        CREATE TABLE plain (id int PRIMARY KEY, note text);
        INSERT INTO plain SELECT n, 'line' || chr(10) || '\.' || chr(10) || 'COPY public.fake (id) FROM stdin;' || n FROM generate_series(1, 500) n;
        CREATE SCHEMA "o""dd s.";
        CREATE TABLE "o""dd s."."Ta ble.é(1)" ("col" bytea);
        INSERT INTO "o""dd s."."Ta ble.é(1)" SELECT decode(md5(n::text), 'hex') FROM generate_series(1, 7) n;
        CREATE TABLE nothing (id int);
        CREATE TABLE parted (day date) PARTITION BY RANGE (day);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        INSERT INTO parted VALUES ('2026-05-05'), ('2026-06-06');
        CREATE FUNCTION trap() RETURNS text LANGUAGE sql AS $$ SELECT '
        COPY public.trap (id) FROM stdin;
        1
        \.
        ' $$;
        SELECT lo_from_bytea(0, 'large object'::bytea);
        """;

    /// <summary>Takes pg_dump a few seconds to write, also on a fast machine: text that does not compress well.</summary>
    public const string Large = """
        CREATE TABLE large AS
        SELECT n AS id, md5(random()::text) || md5(random()::text) || md5(random()::text) || md5(random()::text) AS text FROM generate_series(1, 500000) n;
        """;

    private NpgsqlDataSource? _source;

    public NpgsqlConnectionStringBuilder Connection => connection;

    public PostgresRig Rig => rig;

    private NpgsqlDataSource Source => _source ??= NpgsqlDataSource.Create(connection);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Fills it from a dump, as a person would.</summary>
    public Task RestoreAsync(string dump)
        => new ToolProcess(
                Path.Combine(rig.Tools, "pg_restore"), "--no-owner", "--exit-on-error", "--no-password",
                "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", connection.Database!, dump)
            .With("PGPASSWORD", connection.Password)
            .RunCheckedAsync("pg_restore", Token);

    /// <summary>
    /// Makes every pg_dump wait until the result is disposed of: it locks a partitioned table, of which it stores no rows and which the
    /// service therefore does not count.
    /// </summary>
    public async Task<IAsyncDisposable> BlockDumpsAsync()
    {
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS gate (id int) PARTITION BY RANGE (id)");
        var holder = await Source.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE gate IN ACCESS EXCLUSIVE MODE", holder);
        await command.ExecuteNonQueryAsync(Token);
        return holder;
    }

    /// <summary>Rows and a digest of the content of every table.</summary>
    public async Task<SortedDictionary<string, string>> ContentAsync()
    {
        const string Tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'";
        var names = new List<string>();
        await using (var command = Source.CreateCommand(Tables))
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
            {
                names.Add(reader.GetString(0));
            }
        }

        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            await using var command = Source.CreateCommand(
                $"SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM ONLY {name} t");
            content[name] = (string)(await command.ExecuteScalarAsync(Token))!;
        }

        return content;
    }
}
