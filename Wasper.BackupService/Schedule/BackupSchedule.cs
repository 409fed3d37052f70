using Cronos;

namespace Wasper.BackupService.Schedule;

/// <summary>
/// When backups are due. Where a change of the clocks skips a due time it comes right after the change; where it repeats one, that comes once,
/// unless the expression names an interval (<c>*</c>, <c>*/2</c>): so the library has it.
/// </summary>
internal sealed class BackupSchedule
{
    private readonly string _text;
    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    private BackupSchedule(string text, CronExpression expression, TimeZoneInfo zone) => (_text, _expression, _zone) = (text, expression, zone);

    /// <param name="text">Five fields: minute, hour, day of the month, month, day of the week.</param>
    /// <param name="zone">Where these are read.</param>
    public static BackupSchedule? TryParse(string text, TimeZoneInfo zone)
        => CronExpression.TryParse(text, out var expression) ? new(text, expression, zone) : null;

    /// <summary>The first due time later than this one; <see langword="null"/> where there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _expression.GetNextOccurrence(after, _zone);

    public override string ToString() => $"'{_text}' ({_zone.Id})";
}
