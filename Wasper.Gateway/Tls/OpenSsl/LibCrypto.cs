using System.Runtime.InteropServices;

namespace Wasper.Gateway.Tls.OpenSsl;

/// <summary>The few functions of OpenSSL 3 that give it a configuration. By the name under which .NET's libssl brings it along, so it is the same
/// one.</summary>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    /// <summary>OPENSSL_INIT_LOAD_CONFIG: the system's own configuration, with its providers.</summary>
    private const ulong LoadConfig = 0x40;

    /// <summary>OPENSSL_INIT_NO_ATEXIT, as .NET does: OpenSSL must not clean up at exit under threads that still use it.</summary>
    private const ulong NoAtExit = 0x80000;

    public static Version Version => new((int)VersionMajor(), (int)VersionMinor());

    /// <summary>Initializes OpenSSL, and lays <paramref name="text"/>, in the format of openssl.cnf, over the system's configuration.</summary>
    public static unsafe bool TryLoadConfiguration(ReadOnlySpan<byte> text)
    {
        // First, or the system's would be laid over this one by whoever initializes OpenSSL later.
        if (Initialize(LoadConfig | NoAtExit, 0) != 1)
        {
            return false;
        }

        // OpenSSL reads where the text lies, and keeps nothing of it.
        fixed (byte* bytes = text)
        {
            var configuration = NewConfiguration(0);
            var source = NewMemory(bytes, text.Length);
            try
            {
                return ReadConfiguration(configuration, source, out _) == 1 && LoadModules(configuration, 0, 0) == 1;
            }
            finally
            {
                _ = FreeMemory(source);
                FreeConfiguration(configuration);
            }
        }
    }

    [LibraryImport(Library, EntryPoint = "OPENSSL_version_major")]
    private static partial uint VersionMajor();

    [LibraryImport(Library, EntryPoint = "OPENSSL_version_minor")]
    private static partial uint VersionMinor();

    [LibraryImport(Library, EntryPoint = "OPENSSL_init_crypto")]
    private static partial int Initialize(ulong options, nint settings);

    [LibraryImport(Library, EntryPoint = "NCONF_new")]
    private static partial nint NewConfiguration(nint method);

    [LibraryImport(Library, EntryPoint = "NCONF_load_bio")]
    private static partial int ReadConfiguration(nint configuration, nint source, out CLong errorLine);

    [LibraryImport(Library, EntryPoint = "NCONF_free")]
    private static partial void FreeConfiguration(nint configuration);

    [LibraryImport(Library, EntryPoint = "CONF_modules_load")]
    private static partial int LoadModules(nint configuration, nint application, nuint flags);

    [LibraryImport(Library, EntryPoint = "BIO_new_mem_buf")]
    private static unsafe partial nint NewMemory(byte* bytes, int length);

    [LibraryImport(Library, EntryPoint = "BIO_free")]
    private static partial int FreeMemory(nint source);
}
