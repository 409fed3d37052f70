using Wasper.BackupService.Configuration;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>The program's configuration for one test, as environment variables or as options.</summary>
internal sealed record BackupSettings(TestDatabase Database, string Directory)
{
    public string ConnectionString { get; init; } = Database.Connection.ConnectionString;

    public string Tools { get; init; } = Database.Rig.Tools;

    /// <summary>None, so that a test has the backups that it makes.</summary>
    public string Schedule { get; init; } = "";

    public int LockTimeoutSeconds { get; init; } = 60;

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["ConnectionStrings__wasperdb"] = ConnectionString,
        ["Backup__Directory"] = Directory,
        ["Backup__PostgresTools"] = Tools,
        ["Backup__Schedule"] = Schedule,
        ["Backup__LockTimeoutSeconds"] = $"{LockTimeoutSeconds}",
    };

    public BackupOptions Options => new()
    {
        Directory = Directory,
        KeyDirectory = $"{Directory}-keys",
        PostgresTools = Tools,
        Connection = new(ConnectionString),
        Queue = null,
        Timeout = TimeSpan.FromMinutes(2),
        LockTimeout = TimeSpan.FromSeconds(LockTimeoutSeconds),
        TimeZone = TimeZoneInfo.Utc,
        Schedule = null,
    };
}
