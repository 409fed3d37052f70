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

    public BackupOptions Options => WithoutDatabase(Directory) with
    {
        PostgresTools = Tools,
        Connection = new(ConnectionString),
        LockTimeout = TimeSpan.FromSeconds(LockTimeoutSeconds),
    };

    /// <summary>For what only reads and removes.</summary>
    public static BackupOptions WithoutDatabase(string directory) => new()
    {
        Directory = directory,
        KeyDirectory = $"{directory}-keys",
        PostgresTools = null,
        Connection = null,
        Queue = null,
        Timeout = TimeSpan.FromMinutes(2),
        LockTimeout = TimeSpan.FromMinutes(1),
        TimeZone = TimeZoneInfo.Utc,
        Schedule = null,
        Retention = new(Days: 7, Weeks: 0, Months: 0, Minimum: 2),
    };
}
