using System.Diagnostics.Metrics;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Telemetry;

/// <summary>The meter <c>Wasper.BackupService</c>.</summary>
internal sealed class BackupMetrics
{
    public const string MeterName = "Wasper.BackupService";

    private const string Succeeded = "succeeded";

    private readonly Counter<long> _backups;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _pruned;

    public BackupMetrics(IMeterFactory factory, BackupFolder folder, TimeProvider time)
    {
        var meter = factory.Create(MeterName);
        _backups = meter.CreateCounter<long>("wasper.backups", "{backup}", "Backups begun, by outcome: succeeded, or what failed.");
        _duration = meter.CreateHistogram<double>("wasper.backup.duration", "s", "How long a backup took, its check included.");
        _size = meter.CreateHistogram<long>("wasper.backup.size", "By", "Size of the stored dump.");
        _verifications = meter.CreateCounter<long>("wasper.backup.verifications", "{verification}", "Backups read again, by result.");
        _pruned = meter.CreateCounter<long>("wasper.backup.pruned", "{backup}", "Backups removed by retention.");
        meter.CreateObservableGauge("wasper.backup.last_age", () => Age(folder, time), "s", "Age of the newest backup; none is reported without one.");
    }

    public void Completed(TimeSpan duration, long sizeBytes)
    {
        Ended(Succeeded, duration);
        _size.Record(sizeBytes);
    }

    public void Failed(string code, TimeSpan duration) => Ended(code, duration);

    public void Verified(string state) => _verifications.Add(1, new KeyValuePair<string, object?>("result", state));

    public void Pruned() => _pruned.Add(1);

    private void Ended(string outcome, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        _backups.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
    }

    private static IEnumerable<Measurement<double>> Age(BackupFolder folder, TimeProvider time)
    {
        try
        {
            return [.. folder.Enumerate().Take(1).Select(newest => new Measurement<double>((time.GetUtcNow() - newest.Id.CreatedAt).TotalSeconds))];
        }
        catch (BackupException)
        {
            // The health check says that the folder cannot be read.
            return [];
        }
    }
}
