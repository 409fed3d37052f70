using Npgsql;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Encryption;
using Wasper.BackupService.Encryption.Age;
using Wasper.BackupService.Postgres;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;

namespace Wasper.BackupService.Capture;

/// <summary>The steps of one backup, in their order. Whatever step fails, nothing of it stays.</summary>
internal sealed partial class BackupRun(
    BackupOptions options,
    BackupFolder folder,
    KeyFolder keys,
    PostgresTools postgresTools,
    SealedDump dumps,
    NpgsqlDataSource database,
    TimeProvider time,
    ILogger<BackupRun> logger)
{
    private static readonly TimeSpan _progressInterval = TimeSpan.FromSeconds(5);

    /// <exception cref="BackupException">A step failed in a way that is known.</exception>
    /// <exception cref="NpgsqlException">The database refused.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<BackupManifest> ExecuteAsync(BackupId id, CancellationToken cancellationToken)
    {
        await DiskSpace.EnsureAsync(folder, cancellationToken);
        var tools = await postgresTools.FindAsync(cancellationToken);
        var recipients = await RecipientsAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        EnsureNewEnough(tools, connection.PostgreSqlVersion);
        await using var snapshot = await DatabaseSnapshot.TakeAsync(connection, options.LockTimeout, cancellationToken);
        Log.Began(logger, id, connection.Database, connection.PostgreSqlVersion, snapshot.Tables.Count, snapshot.Tables.Sum(table => table.Rows));

        using var staged = folder.Stage(id);
        var dump = await DumpAsync(id, tools, snapshot, staged.Files, recipients, cancellationToken);
        var tables = await ReadBackAsync(id, tools, snapshot, staged.Files, dump, cancellationToken);
        var manifest = new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Id = id.ToString(),
            CreatedAt = id.CreatedAt,
            Database = connection.Database,
            ServerVersion = connection.PostgreSqlVersion.ToString(),
            ToolVersion = tools.Version,
            Recipients = [.. recipients.Select(recipient => recipient.ToString())],
            Dump = dump,
            Tables = tables,
        };
        await VerificationFile.WriteAsync(staged.Files, new Verification(time.GetUtcNow(), null), cancellationToken);
        await ManifestFile.WriteAsync(staged.Files, manifest, cancellationToken);
        staged.Commit();
        return manifest;
    }

    private async Task<IReadOnlyList<AgeRecipient>> RecipientsAsync(CancellationToken cancellationToken)
    {
        var recovery = await keys.ReadRecoveryAsync(cancellationToken);
        if (recovery.Count == 0)
        {
            Log.NoRecovery(logger);
        }

        return [(await keys.GetOrMakeInstanceAsync(cancellationToken)).Recipient, .. recovery];
    }

    private async Task<StoredObject> DumpAsync(
        BackupId id,
        ToolSet tools,
        DatabaseSnapshot snapshot,
        StoredBackup files,
        IReadOnlyList<AgeRecipient> recipients,
        CancellationToken cancellationToken)
    {
        using var activity = BackupActivity.Start("pg_dump");
        var told = time.GetTimestamp();
        return await DumpWriter.WriteAsync(options, tools, snapshot, files, recipients, Tell, cancellationToken);

        void Tell(long bytes)
        {
            if (time.GetElapsedTime(told) >= _progressInterval)
            {
                told = time.GetTimestamp();
                Log.Written(logger, id, ByteText.Of(bytes));
            }
        }
    }

    private async Task<IReadOnlyList<TableRows>> ReadBackAsync(
        BackupId id, ToolSet tools, DatabaseSnapshot snapshot, StoredBackup files, StoredObject dump, CancellationToken cancellationToken)
    {
        using var activity = BackupActivity.Start("read back");
        Log.ReadingBack(logger, id, ByteText.Of(dump.SizeBytes));
        if (await Checksums.OfFileAsync(files.DumpPath, cancellationToken) != dump.Sha256)
        {
            throw Rejected("The disk gives back other bytes than were written to it: replace it or use another");
        }

        var tables = await dumps.CountRowsAsync(files, cancellationToken);
        return DumpCheck.FindDifference(snapshot.Tables, tables) is { } difference
            ? throw Rejected($"{difference}: see what changes the database's tables or its pg_dump ('{tools.Dump}')")
            : tables;

        static BackupException Rejected(string why) => new(BackupFailure.DumpFailed, $"{why}, then start the backup again. Nothing was kept.");
    }

    private static void EnsureNewEnough(ToolSet tools, Version server)
    {
        if (tools.Major < server.Major)
        {
            throw new BackupException(
                BackupFailure.ToolsUnusable,
                $"pg_dump {tools.Version} in '{tools.Folder}' is older than the server, which is {server}: "
                + $"install PostgreSQL's client tools of version {server.Major} or later, or set Backup:PostgresTools to their folder.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backup {Id} began: '{Database}' on PostgreSQL {Version}, {Tables} tables with {Rows} rows.")]
        public static partial void Began(ILogger logger, BackupId id, string database, Version version, int tables, long rows);

        [LoggerMessage(LogLevel.Warning, "There is no recovery key: without this machine nobody can open its backups. Make one with the command 'keys new'.")]
        public static partial void NoRecovery(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Backup {Id}: {Size} written.")]
        public static partial void Written(ILogger logger, BackupId id, string size);

        [LoggerMessage(LogLevel.Information, "Backup {Id}: all {Size} written, reading them back.")]
        public static partial void ReadingBack(ILogger logger, BackupId id, string size);
    }
}
