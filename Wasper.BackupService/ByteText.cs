using System.Globalization;

namespace Wasper.BackupService;

/// <summary>Sizes for people, in units of 1024.</summary>
internal static class ByteText
{
    private static readonly string[] _units = ["bytes", "KB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        var unit = 0;
        double size = bytes;
        while (size >= 1024 && unit < _units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(size, 1)} {_units[unit]}");
    }
}
