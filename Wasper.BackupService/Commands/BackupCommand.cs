using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;

namespace Wasper.BackupService.Commands;

/// <summary><c>backup</c>: makes one now.</summary>
internal static class BackupCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken stopping)
    {
        var manifest = await services.GetRequiredService<BackupRunner>().RunAsync(stopping);
        var report = await BackupCatalog.ReportAsync(services.GetRequiredService<BackupCatalog>().Find(manifest.Id), stopping);
        output.Write(report, BackupJson.Default.BackupReport, Line);
        return ExitCodes.Done;

        static IEnumerable<string> Line(BackupReport made)
            => [$"{made.Id}: {made.RowCount} rows in {made.TableCount} tables, {ByteText.Of(made.SizeBytes ?? 0)}"];
    }
}
