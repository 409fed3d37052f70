using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Archive;

/// <summary>Tells what backups there are.</summary>
internal sealed class BackupCatalog(BackupFolder folder)
{
    /// <summary>Stands for the newest backup where an id is asked for.</summary>
    public const string Latest = "latest";

    /// <summary>All backups, newest first, without their tables. A damaged one is told as such, and hides no other.</summary>
    public async Task<IReadOnlyList<BackupReport>> ListAsync(CancellationToken cancellationToken)
    {
        var reports = new List<BackupReport>();
        foreach (var backup in folder.Enumerate())
        {
            reports.Add(await ReportAsync(backup, cancellationToken) with { Tables = null });
        }

        return reports;
    }

    /// <summary>The newest backup of which nothing says that it is damaged.</summary>
    /// <param name="now">What claims to be later is left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<BackupReport?> FindNewestGoodAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var backup in folder.Enumerate().Where(backup => backup.Id.CreatedAt <= now))
        {
            var report = await ReportAsync(backup, cancellationToken);
            if (report.Verification.State != VerificationReport.Damaged)
            {
                return report;
            }
        }

        return null;
    }

    /// <param name="name">An id, or <see cref="Latest"/>.</param>
    /// <exception cref="BackupException">There is none.</exception>
    public StoredBackup Find(string name)
    {
        if (name == Latest)
        {
            return folder.Enumerate().FirstOrDefault() ?? throw Unknown($"There is no backup in '{folder.Path}' yet: make one first.");
        }

        return (BackupId.TryParse(name) is { } id ? folder.Find(id) : null)
            ?? throw Unknown($"There is no backup '{name}' in '{folder.Path}': list them to see their ids.");

        static BackupException Unknown(string message) => new(BackupFailure.UnknownBackup, message);
    }

    /// <summary>One backup, with its tables.</summary>
    public static async Task<BackupReport> ReportAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await ManifestFile.ReadAsync(backup, cancellationToken);
            var verification = await VerificationFile.ReadAsync(backup, cancellationToken);
            return new BackupReport
            {
                Id = manifest.Id,
                CreatedAt = manifest.CreatedAt,
                SizeBytes = manifest.Dump.SizeBytes,
                Sha256 = manifest.Dump.Sha256,
                Database = manifest.Database,
                ServerVersion = manifest.ServerVersion,
                ToolVersion = manifest.ToolVersion,
                TableCount = manifest.Tables.Count,
                RowCount = manifest.Tables.Sum(table => table.Rows),
                Verification = VerificationReport.Of(verification),
                Tables = manifest.Tables,
            };
        }
        catch (BackupException exception) when (exception.Failure == BackupFailure.Damaged)
        {
            return new BackupReport
            {
                Id = backup.Id.ToString(),
                CreatedAt = backup.Id.CreatedAt,
                Verification = new VerificationReport(VerificationReport.Damaged, null, exception.Message),
            };
        }
    }
}
