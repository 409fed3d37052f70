namespace Wasper.Tests.BackupService.Rig;

/// <summary>The database of a real Activepieces 0.71.2, which is not part of the repository.</summary>
internal static class ActivepiecesDump
{
    private const string Variable = "WASPER_SHARED";
    private const string Name = "data/activepieces-0.71.2.dump";

    /// <summary>Its path; skips the test where it is not there.</summary>
    public static string Path
    {
        get
        {
            var places = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
                ? [named]
                : Parents().Select(folder => System.IO.Path.Combine(folder, "shared"));
            var path = places.Select(place => System.IO.Path.Combine(place, Name)).FirstOrDefault(File.Exists);
            Assert.SkipWhen(path is null, $"shared/{Name} is above no folder of this test, and {Variable} does not name its place.");
            return path;
        }
    }

    private static IEnumerable<string> Parents()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
