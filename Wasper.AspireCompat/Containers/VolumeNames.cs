using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Names of volumes that nobody named: the same in every run of this clone, and another one in every other clone.</summary>
internal static class VolumeNames
{
    private const int HashLength = 10;

    public static string Generate(IResourceBuilder<IResource> builder, string suffix)
    {
        var application = builder.ApplicationBuilder.Environment.ApplicationName.ToLowerInvariant();
        var hash = builder.ApplicationBuilder.Configuration[AppHostProject.HashKey]![..HashLength].ToLowerInvariant();

        // A name may begin with a letter or a digit only, and the hash begins with one.
        return $"{(char.IsAsciiLetterOrDigit(application[0]) ? application : "volume")}-{hash}-{builder.Resource.Name}-{suffix}";
    }
}
