using Npgsql;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Postgres;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;

namespace Wasper.BackupService.Restore;

/// <summary>
/// Puts a backup in the place of the database. It is restored beside it and counted first; the database itself is touched by one step at the very end, and kept.
/// Interrupted anywhere, it can be run again.
/// </summary>
internal sealed partial class RestoreRun(
    BackupOptions options,
    BackupFolder folder,
    BackupVerifier verifier,
    BackupRunner runner,
    SealedDump dumps,
    PostgresTools postgresTools,
    RestoreServer server,
    RunQueue queue,
    TimeProvider time,
    ILogger<RestoreRun> logger)
{
    private const string BesideEnding = "_restoring";
    private const string AsideFormat = "yyyyMMddHHmmss";
    private const int LongestName = 63;

    /// <summary>Checks all that can be checked before anything is changed.</summary>
    /// <exception cref="BackupException">The backup is damaged, or the server cannot be used.</exception>
    public Task<RestorePlan> PlanAsync(StoredBackup backup, CancellationToken cancellationToken) => ExplainAsync(async () =>
    {
        if ((await verifier.VerifyAsync(backup, cancellationToken)).Problem is { } problem)
        {
            throw new BackupException(BackupFailure.Damaged, problem);
        }

        var manifest = await ManifestFile.ReadAsync(backup, cancellationToken);
        var replaced = await server.ExistsAsync(server.Database, cancellationToken) ? await CountAsync(server.Database, cancellationToken) : null;
        return new RestorePlan(backup, manifest, server.Database, replaced, await server.FindUsersAsync(cancellationToken));
    });

    /// <summary>Does it.</summary>
    /// <param name="disconnect">Whether to cut off who is connected to the database; a restore under a running app is refused otherwise.</param>
    /// <exception cref="BackupException">It failed. The database is as it was, except for <see cref="BackupFailure.QueueNotCleared"/>.</exception>
    public async Task<RestoreReport> ExecuteAsync(RestorePlan plan, bool disconnect, CancellationToken cancellationToken)
    {
        RefuseUsers(plan, disconnect);
        using var activity = BackupActivity.Start("restore");
        var safety = plan.Replaced is { Count: > 0 } ? await runner.RunAsync(cancellationToken, needed: plan.Files.Id) : null;

        using var right = folder.Lock();
        var beside = $"{Cut(plan.Database, BesideEnding.Length)}{BesideEnding}";
        var aside = plan.Replaced is null ? null : NameAside(plan.Database);
        var stranded = await ExplainAsync(async () =>
        {
            var found = await FillInTimeAsync(plan, beside, cancellationToken);
            RefuseUsers(plan with { Users = await server.FindUsersAsync(cancellationToken) }, disconnect);

            // From here on it is done as a whole or not at all.
            await server.SwapAsync(beside, aside, CancellationToken.None);
            return found;
        });
        var rows = plan.Backup.Tables.Sum(table => table.Rows);
        Log.Restored(logger, plan.Backup.Id, plan.Database, rows);
        return new RestoreReport(plan.Backup.Id, rows, safety?.Id, aside, await queue.TryClearAsync(CancellationToken.None), stranded);
    }

    private static void RefuseUsers(RestorePlan plan, bool disconnect)
    {
        if (plan.Users.Count > 0 && !disconnect)
        {
            throw new BackupException(
                BackupFailure.DatabaseInUse,
                $"The database '{plan.Database}' is in use by {string.Join(", ", plan.Users)}: stop the app, or cut it off with --disconnect. Nothing was changed.");
        }
    }

    private static string Cut(string name, int room) => name[..Math.Min(name.Length, LongestName - room)];

    private string NameAside(string database)
    {
        var ending = $"_before_{time.GetUtcNow().UtcDateTime.ToString(AsideFormat, System.Globalization.CultureInfo.InvariantCulture)}";
        return $"{Cut(database, ending.Length)}{ending}";
    }

    private async Task<IReadOnlyList<StrandedRun>> FillInTimeAsync(RestorePlan plan, string beside, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            await server.DropAsync(beside, limit.Token);
            await FillAsync(plan, beside, limit.Token);
            return await FindStrandedAsync(beside, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BackupException(
                BackupFailure.TimedOut,
                $"Restoring {plan.Backup.Id} took longer than Backup:TimeoutMinutes '{options.Timeout.TotalMinutes:0}', and the database '{plan.Database}' is as it was: "
                + "raise it, or see what slows the database or the disk down.",
                exception);
        }
    }

    private async Task FillAsync(RestorePlan plan, string beside, CancellationToken cancellationToken)
    {
        Log.Began(logger, plan.Backup.Id, beside);
        await server.CreateAsync(beside, cancellationToken);
        try
        {
            var tools = await postgresTools.FindAsync(cancellationToken);
            var call = new ToolCall(tools.Restore, ["--no-owner", "--exit-on-error", "--no-password", $"--dbname={beside}"], server.ConnectionTo(beside));
            var end = await dumps.ReadAsync(plan.Files, (dump, token) => ToolRun.RunAsync(call, dump, (_, _) => ValueTask.CompletedTask, token), cancellationToken);
            if (end.ExitCode != 0)
            {
                throw NotRestored($"pg_restore {end.Text}");
            }

            if (!(await CountAsync(beside, cancellationToken)).ToHashSet().SetEquals(plan.Backup.Tables))
            {
                throw NotRestored("other rows came out of it than the backup's manifest says");
            }

            await AnalyzeAsync(beside, cancellationToken);
        }
        catch
        {
            await server.DropAsync(beside, CancellationToken.None);
            throw;
        }

        BackupException NotRestored(string why) => new(
            BackupFailure.RestoreFailed, $"Backup {plan.Backup.Id} could not be restored: {why}. The database '{plan.Database}' is as it was.");
    }

    private async Task<IReadOnlyList<TableRows>> CountAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionTo(database).ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var snapshot = await DatabaseSnapshot.TakeAsync(connection, options.LockTimeout, cancellationToken);
        return snapshot.Tables;
    }

    // Without its statistics the first queries of a restored database are slow.
    private async Task AnalyzeAsync(string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionTo(database));
        await using var command = source.CreateCommand("ANALYZE");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<StrandedRun>> FindStrandedAsync(string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionTo(database));
        await using var exists = source.CreateCommand("SELECT to_regclass('public.flow_run') IS NOT NULL");
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
        {
            return [];
        }

        var runs = new List<StrandedRun>();
        await using var command = source.CreateCommand("SELECT id::text, status::text FROM public.flow_run WHERE status IN ('QUEUED', 'RUNNING') ORDER BY created, id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add(new StrandedRun(reader.GetString(0), reader.GetString(1)));
        }

        return runs;
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (NpgsqlException exception)
        {
            throw DatabaseErrors.Explain(exception, options);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backup {Id} is being restored into '{Database}', beside the database in use.")]
        public static partial void Began(ILogger logger, string id, string database);

        [LoggerMessage(LogLevel.Information, "Backup {Id} is restored: '{Database}' has its {Rows} rows.")]
        public static partial void Restored(ILogger logger, string id, string database, long rows);
    }
}
