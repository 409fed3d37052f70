using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;
using StackExchange.Redis;
using Wasper.BackupService.Retention;
using Wasper.BackupService.Schedule;

namespace Wasper.BackupService.Configuration;

/// <summary>Reads the section <c>Backup</c> and the connection string, and collects every error, so that a wrong file is mended in one go.</summary>
internal sealed class BackupOptionsReader
{
    private const string DefaultKeyEnding = "-keys";
    private const int DefaultTimeoutMinutes = 60;
    private const int DefaultLockTimeoutSeconds = 60;
    private const string DefaultSchedule = "30 3 * * *";
    private const string DefaultTimeZone = "UTC";
    private const int DefaultRetentionDays = 7;
    private const int DefaultRetentionMinimum = 2;

    private readonly IConfiguration _configuration;
    private readonly IConfigurationSection _section;
    private readonly List<string> _errors = [];

    private BackupOptionsReader(IConfiguration configuration)
    {
        _configuration = configuration;
        _section = configuration.GetSection(BackupOptions.Section);
    }

    /// <summary>Reads the options, or gives one sentence per wrong value.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <param name="needsDatabase">Whether the connection string has to be there: backups can be listed and checked without it.</param>
    /// <param name="options">The options, if every value is right.</param>
    /// <param name="errors">The sentences.</param>
    public static bool TryRead(
        IConfiguration configuration, bool needsDatabase, [NotNullWhen(true)] out BackupOptions? options, out IReadOnlyList<string> errors)
    {
        var reader = new BackupOptionsReader(configuration);
        var read = reader.Read(needsDatabase);
        errors = reader._errors;
        options = reader._errors.Count == 0 ? read : null;
        return options is not null;
    }

    private BackupOptions Read(bool needsDatabase)
    {
        var zone = TimeZone();
        return new()
        {
            Directory = Directory(),
            KeyDirectory = KeyDirectory(),
            PostgresTools = PostgresTools(),
            Connection = needsDatabase ? Connection() : null,
            Queue = needsDatabase ? Queue() : null,
            Timeout = TimeSpan.FromMinutes(Number("TimeoutMinutes", DefaultTimeoutMinutes, 1, 1440)),
            LockTimeout = TimeSpan.FromSeconds(Number("LockTimeoutSeconds", DefaultLockTimeoutSeconds, 1, 3600)),
            TimeZone = zone,
            Schedule = Schedule(zone),
            Retention = new RetentionRules(
                Number("Retention:Days", DefaultRetentionDays, 1, 3650),
                Number("Retention:Weeks", 0, 0, 520),
                Number("Retention:Months", 0, 0, 120),
                Number("Retention:Minimum", DefaultRetentionMinimum, 1, 1000)),
        };
    }

    private string Directory()
    {
        var value = _section["Directory"];
        if (string.IsNullOrWhiteSpace(value) || File.Exists(value))
        {
            Fail("Directory", value, "is not a folder: name the one that backups are kept in");
            return "";
        }

        return Path.GetFullPath(value);
    }

    private string KeyDirectory()
    {
        var value = _section["KeyDirectory"];
        var backups = _section["Directory"];
        if (string.IsNullOrWhiteSpace(value))
        {
            // Beside the backups, never among them.
            return string.IsNullOrWhiteSpace(backups) ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(backups)) + DefaultKeyEnding;
        }

        if (File.Exists(value) || (!string.IsNullOrWhiteSpace(backups) && IsWithin(value, backups)))
        {
            Fail("KeyDirectory", value, "is not a folder outside of Backup:Directory: name one that is not stored where the backups are");
        }

        return Path.GetFullPath(value);
    }

    private static bool IsWithin(string path, string folder) =>
        Path.GetRelativePath(folder, path) is var relative && relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !Path.IsPathRooted(relative);

    private string? PostgresTools()
    {
        var value = _section["PostgresTools"];
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (!System.IO.Directory.Exists(value))
        {
            Fail("PostgresTools", value, "is not a folder: name the one of pg_dump and pg_restore, or leave it out to use those on PATH");
        }

        return Path.GetFullPath(value);
    }

    private NpgsqlConnectionStringBuilder? Connection()
    {
        const string Form = "Host=…;Port=5432;Username=…;Password=…;Database=…";
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(_configuration.GetConnectionString(BackupOptions.ConnectionName));
            var missing = Missing(connection);
            if (missing.Count == 0)
            {
                return connection;
            }

            FailConnection($"names no {string.Join(" and no ", missing)}: write it as {Form}");
        }
        catch (Exception exception) when (exception is ArgumentException or KeyNotFoundException or FormatException or OverflowException)
        {
            // The library's own message quotes the part it does not understand, which may be a piece of the password.
            FailConnection($"is not a connection string of Npgsql: write it as {Form}, with values that hold ';' or quotes in quotes");
        }

        return null;
    }

    private ConfigurationOptions? Queue()
    {
        if (_configuration.GetConnectionString(BackupOptions.QueueName) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            var queue = ConfigurationOptions.Parse(text);
            queue.AllowAdmin = true;
            return queue;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            _errors.Add($"ConnectionStrings:{BackupOptions.QueueName} (not shown: it holds a password) is not a connection string of Redis: write it as "
                + $"host:6379,password=… (environment: ConnectionStrings__{BackupOptions.QueueName}).");
            return null;
        }
    }

    private static List<string> Missing(NpgsqlConnectionStringBuilder connection)
    {
        (string Name, string? Value)[] needed = [("Host", connection.Host), ("Username", connection.Username), ("Database", connection.Database)];
        return [.. needed.Where(entry => string.IsNullOrWhiteSpace(entry.Value)).Select(entry => entry.Name)];
    }

    private TimeZoneInfo TimeZone()
    {
        var value = _section["TimeZone"] ?? DefaultTimeZone;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(value, out var zone))
        {
            return zone;
        }

        Fail("TimeZone", value, "is not known here: write it as 'Europe/Berlin' or 'UTC', and see that the system's tzdata is installed");
        return TimeZoneInfo.Utc;
    }

    private BackupSchedule? Schedule(TimeZoneInfo zone)
    {
        var value = _section["Schedule"] ?? DefaultSchedule;
        if (value.Length == 0)
        {
            return null;
        }

        var schedule = BackupSchedule.TryParse(value, zone);
        if (schedule is null)
        {
            Fail("Schedule", value, "is not a cron expression: write five fields (minute, hour, day of the month, month, day of the week) as in "
                + $"'{DefaultSchedule}', or leave it empty for no schedule");
        }
        else if (schedule.Next(DateTimeOffset.UnixEpoch) is null)
        {
            Fail("Schedule", value, "names a day that never comes: correct it, or leave it empty for no schedule");
        }

        return schedule;
    }

    private int Number(string key, int fallback, int least, int most)
    {
        var value = _section[key];
        if (value is null)
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(key, value, $"is not usable: set it to a whole number from {least} to {most}");
        return fallback;
    }

    private void Fail(string key, string? value, string remedy) =>
        _errors.Add($"Backup:{key} '{value}' {remedy} (environment: Backup__{key.Replace(":", "__", StringComparison.Ordinal)}).");

    private void FailConnection(string remedy) =>
        _errors.Add($"ConnectionStrings:{BackupOptions.ConnectionName} (not shown: it holds a password) {remedy} "
            + $"(environment: ConnectionStrings__{BackupOptions.ConnectionName}).");
}
