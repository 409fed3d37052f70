using Microsoft.Extensions.Configuration;
using Wasper.BackupService.Configuration;

namespace Wasper.Tests.BackupService.Configuration;

public sealed class BackupOptionsReaderTests
{
    private const string Good = "Host=localhost;Username=wasper;Password=pw;Database=wasper";

    [Fact]
    public void TryRead_LeastConfiguration_TakesDefaults()
    {
        Assert.True(Read(out var options, out _, needsDatabase: true, ("Backup:Directory", "backups"), ("ConnectionStrings:wasperdb", Good)));

        Assert.Equal(Path.GetFullPath("backups"), options!.Directory);
        Assert.Equal(Path.GetFullPath("backups-keys"), options.KeyDirectory);
        Assert.Null(options.PostgresTools);
        Assert.Equal(TimeSpan.FromHours(1), options.Timeout);
        Assert.Equal(TimeSpan.FromMinutes(1), options.LockTimeout);
        Assert.Equal("'30 3 * * *' (UTC)", $"{options.Schedule}");
        Assert.Equal(TimeZoneInfo.Utc, options.TimeZone);
        Assert.Equal(new(Days: 7, Weeks: 0, Months: 0, Minimum: 2), options.Retention);
    }

    [Fact]
    public void TryRead_EverythingWrong_NamesEachKeyValueAndRemedy()
    {
        Assert.False(Read(
            out _,
            out var errors,
            needsDatabase: true,
            ("Backup:Directory", Environment.ProcessPath!),
            ("Backup:PostgresTools", "/no/such/folder"),
            ("Backup:TimeoutMinutes", "soon"),
            ("Backup:LockTimeoutSeconds", "0"),
            ("ConnectionStrings:wasperdb", "Host=localhost")));

        Assert.Collection(
            errors,
            error => Assert.StartsWith($"Backup:Directory '{Environment.ProcessPath}' is not a folder: ", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Backup:PostgresTools '/no/such/folder' is not a folder: ", error, StringComparison.Ordinal),
            error => Assert.Contains("names no Username and no Database: ", error, StringComparison.Ordinal),
            error => Assert.Equal(
                "Backup:TimeoutMinutes 'soon' is not usable: set it to a whole number from 1 to 1440 (environment: Backup__TimeoutMinutes).", error),
            error => Assert.StartsWith("Backup:LockTimeoutSeconds '0' is not usable: ", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=localhost;Password=se;cret;Username=a;Database=b")]
    [InlineData("Host=localhost;Password=se;=cret;Username=a;Database=b")]
    [InlineData("Host=localhost;Port=cret;Username=a;Database=b")]
    [InlineData("cret")]
    public void TryRead_MalformedConnectionString_SaysSoWithoutShowingIt(string text)
    {
        Assert.False(Read(out _, out var errors, needsDatabase: true, ("Backup:Directory", "backups"), ("ConnectionStrings:wasperdb", text)));

        var error = Assert.Single(errors);
        Assert.Contains("ConnectionStrings:wasperdb", error, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backups")]
    [InlineData("backups/keys")]
    [InlineData("elsewhere/../backups/a/b")]
    public void TryRead_KeysAmongTheBackups_IsRefused(string keys)
    {
        Assert.False(Read(out _, out var errors, needsDatabase: false, ("Backup:Directory", "backups"), ("Backup:KeyDirectory", keys)));

        Assert.StartsWith($"Backup:KeyDirectory '{keys}' is not a folder outside of Backup:Directory: ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backups-keys")]
    [InlineData("..backups")]
    [InlineData("keys")]
    public void TryRead_KeysBesideTheBackups_AreTaken(string keys)
        => Assert.True(Read(out _, out _, needsDatabase: false, ("Backup:Directory", "backups"), ("Backup:KeyDirectory", keys)));

    [Fact]
    public void TryRead_CommandWithoutDatabase_DoesNotAskForOne()
        => Assert.True(Read(out _, out _, needsDatabase: false, ("Backup:Directory", "backups")));

    [Fact]
    public void TryRead_ScheduleAndZone_AreTaken()
    {
        Assert.True(Read(
            out var options, out _, needsDatabase: false, ("Backup:Directory", "backups"), ("Backup:Schedule", "0 */6 * * 1-5"), ("Backup:TimeZone", "Europe/Berlin")));

        Assert.Equal("'0 */6 * * 1-5' (Europe/Berlin)", $"{options!.Schedule}");
        Assert.Equal("Europe/Berlin", options.TimeZone.Id);
    }

    [Fact]
    public void TryRead_EmptySchedule_IsNone()
    {
        Assert.True(Read(out var options, out _, needsDatabase: false, ("Backup:Directory", "backups"), ("Backup:Schedule", "")));

        Assert.Null(options!.Schedule);
    }

    [Fact]
    public void TryRead_Retention_IsTaken()
    {
        Assert.True(Read(
            out var options,
            out _,
            needsDatabase: false,
            ("Backup:Directory", "backups"),
            ("Backup:Retention:Days", "14"),
            ("Backup:Retention:Weeks", "4"),
            ("Backup:Retention:Months", "12"),
            ("Backup:Retention:Minimum", "5")));

        Assert.Equal(new(Days: 14, Weeks: 4, Months: 12, Minimum: 5), options!.Retention);
    }

    [Fact]
    public void TryRead_RetentionThatKeepsNothing_IsRefused()
    {
        Assert.False(Read(out _, out var errors, needsDatabase: false, ("Backup:Directory", "backups"), ("Backup:Retention:Minimum", "0")));

        Assert.Equal(
            "Backup:Retention:Minimum '0' is not usable: set it to a whole number from 1 to 1000 (environment: Backup__Retention__Minimum).",
            Assert.Single(errors));
    }

    [Theory]
    [InlineData("Backup:Schedule", "daily", "is not a cron expression: ")]
    [InlineData("Backup:Schedule", "30 3 * *", "is not a cron expression: ")]
    [InlineData("Backup:Schedule", "0 30 3 * * *", "is not a cron expression: ")]
    [InlineData("Backup:Schedule", "60 3 * * *", "is not a cron expression: ")]
    [InlineData("Backup:Schedule", "0 0 30 2 *", "names a day that never comes: ")]
    [InlineData("Backup:TimeZone", "Europe/Berlln", "is not known here: ")]
    [InlineData("Backup:TimeZone", "", "is not known here: ")]
    public void TryRead_WrongScheduleOrZone_NamesKeyValueAndRemedy(string key, string value, string words)
    {
        Assert.False(Read(out _, out var errors, needsDatabase: false, ("Backup:Directory", "backups"), (key, value)));

        Assert.StartsWith($"{key} '{value}' {words}", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static bool Read(out BackupOptions? options, out IReadOnlyList<string> errors, bool needsDatabase, params (string Key, string Value)[] settings)
        => BackupOptionsReader.TryRead(
            new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build(),
            needsDatabase,
            out options,
            out errors);
}
