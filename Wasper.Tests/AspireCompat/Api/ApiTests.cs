using System.Reflection;
using Aspire.Hosting.Dcp;

namespace Wasper.Tests.AspireCompat.Api;

public sealed class ApiTests
{
    [Fact]
    public void PublicMembers_OfTheWholeSlice_AreListed()
    {
        var folder = ApiListing.FindFolder(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(ApiListing.SharedFolderVariable));
        Assert.SkipWhen(
            folder is null,
            $"Aspire's public API is not listed on this machine: no folder above the tests has 'shared/aspire-api', and {ApiListing.SharedFolderVariable} is not set.");
        var slice = SliceAssembly.GetTypes().Where(type => type.IsVisible).Select(ApiNotation.Render);

        var differences = ApiComparer.Compare(slice, ApiListing.Read(folder)).ToList();

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void References_OfTheSlice_AreNotTheOriginal() =>
        Assert.DoesNotContain(SliceAssembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Aspire.", StringComparison.Ordinal));

    private static Assembly SliceAssembly => typeof(DcpClient).Assembly;
}
