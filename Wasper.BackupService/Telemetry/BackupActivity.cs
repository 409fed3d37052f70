using System.Diagnostics;

namespace Wasper.BackupService.Telemetry;

/// <summary>The spans of a backup, so that a trace shows where its time went.</summary>
internal static class BackupActivity
{
    private static readonly ActivitySource _source = new(BackupMetrics.MeterName);

    public static Activity? Start(string name) => _source.StartActivity(name);
}
