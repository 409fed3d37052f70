using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Commands;

/// <summary><c>show</c>: one backup with its tables.</summary>
internal static class ShowCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, string id, CommandOutput output, CancellationToken stopping)
    {
        var report = await BackupCatalog.ReportAsync(services.GetRequiredService<BackupCatalog>().Find(id), stopping);
        output.Write(report, BackupJson.Default.BackupReport, Lines);
        return report.Verification.State == VerificationReport.Damaged ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static IEnumerable<string> Lines(BackupReport report)
    {
        yield return report.Id;
        yield return $"state     {report.Verification.State}{(report.Verification.At is { } at ? $", {at:yyyy-MM-dd HH:mm:ss} UTC" : "")}";
        if (report.Verification.Problem is { } problem)
        {
            yield return $"          {problem}";
        }

        if (report.Tables is not { } tables)
        {
            yield break;
        }

        yield return $"database  {report.Database}, PostgreSQL {report.ServerVersion}, pg_dump {report.ToolVersion}";
        yield return $"dump      {ByteText.Of(report.SizeBytes ?? 0)}, SHA-256 {report.Sha256}";
        yield return $"tables    {report.TableCount} with {report.RowCount} rows";
        foreach (var table in tables)
        {
            yield return $"{table.Rows,14}  {table.Schema}.{table.Name}";
        }
    }
}
