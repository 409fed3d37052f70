using Wasper.BinaryCache;

namespace Wasper.Tests.BinaryCache;

/// <summary>Programs that a test needs and the project does not bring.</summary>
internal static class InstalledTool
{
    /// <summary>Its path; skips the test where it is not installed.</summary>
    public static string Path(string name)
    {
        var path = Programs.Find(name);
        Assert.SkipWhen(path is null, $"{name} is not installed.");
        return path!;
    }
}
