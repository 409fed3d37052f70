using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Facts of PostgreSQL's official image.</summary>
internal static class PostgresImage
{
    public const string Image = "postgres";
    public const string Tag = "18.3";
    public const int Port = 5432;

    private const int FirstVersionWithFolders = 18;

    /// <summary>Where to mount the data: since 18 there is a folder for each major version below the mount; before, the mount is the data folder itself.</summary>
    public static string DataPath(ContainerResource resource)
    {
        var tag = resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) ? image.Tag : null;
        var major = string.Concat((tag ?? string.Empty).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version < FirstVersionWithFolders
            ? "/var/lib/postgresql/data"
            : "/var/lib/postgresql";
    }
}
