using Npgsql;
using StackExchange.Redis;
using Wasper.BackupService.Retention;
using Wasper.BackupService.Schedule;

namespace Wasper.BackupService.Configuration;

/// <summary>The section <c>Backup</c> and the connection string, after validation: every value in it can be used as it is.</summary>
internal sealed record BackupOptions
{
    public const string Section = "Backup";

    /// <summary>The connection string's name; the model gives it by its database resource.</summary>
    public const string ConnectionName = "wasperdb";

    /// <summary>The name of Redis' connection string, as the model gives it.</summary>
    public const string QueueName = "redis";

    /// <summary>The full path of the backups folder. Made where it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>The full path of the folder of keys. Made where it is missing.</summary>
    public required string KeyDirectory { get; init; }

    /// <summary>The folder of <c>pg_dump</c> and <c>pg_restore</c>; <see langword="null"/> for those on <c>PATH</c>.</summary>
    public required string? PostgresTools { get; init; }

    /// <summary>The database; <see langword="null"/> only where a command does without it. Holds the password: never log it.</summary>
    public required NpgsqlConnectionStringBuilder? Connection { get; init; }

    /// <summary>The app's Redis; <see langword="null"/> where it is not named. Holds the password: never log it.</summary>
    public required ConfigurationOptions? Queue { get; init; }

    /// <summary>How long one backup, one verification or one restore may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long to wait for a table that something else has locked.</summary>
    public required TimeSpan LockTimeout { get; init; }

    /// <summary>Where days, weeks and months begin.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>When backups are made without being asked for; <see langword="null"/> for never.</summary>
    public required BackupSchedule? Schedule { get; init; }

    /// <summary>Which backups are kept.</summary>
    public required RetentionRules Retention { get; init; }
}
