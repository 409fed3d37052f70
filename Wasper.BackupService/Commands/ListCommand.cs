using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Commands;

/// <summary><c>list</c>: what backups there are.</summary>
internal static class ListCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken stopping)
    {
        var reports = await services.GetRequiredService<BackupCatalog>().ListAsync(stopping);
        output.Write(reports, BackupJson.Default.IReadOnlyListBackupReport, Table);
        return ExitCodes.Done;
    }

    private static IEnumerable<string> Table(IReadOnlyList<BackupReport> reports)
    {
        yield return $"{"ID",-29}  {"SIZE",10}  {"TABLES",6}  {"ROWS",12}  {"SERVER",-7}  STATE";
        foreach (var report in reports)
        {
            var size = report.SizeBytes is { } bytes ? ByteText.Of(bytes) : "?";
            yield return $"{report.Id,-29}  {size,10}  {report.TableCount,6}  {report.RowCount,12}  {report.ServerVersion,-7}  {report.Verification.State}";
        }
    }
}
