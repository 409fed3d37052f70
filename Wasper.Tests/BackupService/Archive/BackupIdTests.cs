using Wasper.BackupService.Archive;

namespace Wasper.Tests.BackupService.Archive;

public sealed class BackupIdTests
{
    [Fact]
    public void At_AnyZone_IsNamedInUtcAndParsesBack()
    {
        var id = BackupId.At(new DateTimeOffset(2026, 11, 25, 1, 18, 30, 999, TimeSpan.FromHours(9)));

        Assert.Equal("wasper_backup_20261124_161830", id.ToString());
        Assert.Equal(id, BackupId.TryParse(id.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wasper_backup_20261324_161830")]
    [InlineData("wasper_backup_20261124_161830.tmp")]
    [InlineData("../wasper_backup_20261124_161830")]
    [InlineData("wasper_backup_20261124_161830/..")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.Null(BackupId.TryParse(text));
}
