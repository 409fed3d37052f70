using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;

namespace Wasper.Tests.BackupService.Capture;

public sealed class DumpCheckTests
{
    private static readonly TableRows[] _database = [new("public", "flow", 3), new("public", "flow_run", 60)];

    [Fact]
    public void FindDifference_AllThereAndMore_IsNone()
        => Assert.Null(DumpCheck.FindDifference(_database, [new("ext", "config", 1), .. _database.Reverse()]));

    [Fact]
    public void FindDifference_EmptyDump_SaysSo()
        => Assert.Equal("The dump is empty, and the database is not", DumpCheck.FindDifference(_database, []));

    [Fact]
    public void FindDifference_BothEmpty_IsNone() => Assert.Null(DumpCheck.FindDifference([], []));

    [Fact]
    public void FindDifference_TableMissing_NamesIt()
        => Assert.Equal("The dump lacks the table public.flow_run", DumpCheck.FindDifference(_database, [_database[0]]));

    [Fact]
    public void FindDifference_RowMissing_NamesTableAndBothNumbers()
        => Assert.Equal(
            "The dump holds 59 rows of public.flow_run, and the database had 60 at that moment",
            DumpCheck.FindDifference(_database, [_database[0], _database[1] with { Rows = 59 }]));
}
