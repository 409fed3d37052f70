using System.Globalization;

namespace Wasper.BackupService.Archive;

/// <summary>The name of a backup, <c>wasper_backup_20261124_161830</c>: the moment it was begun, in UTC. Sorts by time.</summary>
internal sealed record BackupId : IComparable<BackupId>
{
    public const string Prefix = "wasper_backup_";

    private const string Format = $"'{Prefix}'yyyyMMdd'_'HHmmss";

    private BackupId(DateTimeOffset createdAt) => CreatedAt = createdAt;

    public DateTimeOffset CreatedAt { get; }

    /// <param name="moment">Cut to whole seconds.</param>
    public static BackupId At(DateTimeOffset moment) => new(new DateTimeOffset(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero));

    public static BackupId? TryParse(string text)
        => DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var createdAt) ? new(createdAt) : null;

    public int CompareTo(BackupId? other) => other is null ? 1 : CreatedAt.CompareTo(other.CreatedAt);

    public override string ToString() => CreatedAt.ToString(Format, CultureInfo.InvariantCulture);
}
