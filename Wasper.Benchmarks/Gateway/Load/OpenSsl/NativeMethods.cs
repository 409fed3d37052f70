using System.Runtime.InteropServices;

namespace Wasper.Benchmarks.Gateway.Load.OpenSsl;

/// <summary>What is used of OpenSSL 3, the library that .NET's own TLS stands on (its manual, section 3ssl).</summary>
internal static partial class NativeMethods
{
    private const string Library = "libssl.so.3";

    [LibraryImport(Library)]
    public static partial nint TLS_client_method();

    [LibraryImport(Library)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Library)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, ReadOnlySpan<byte> text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_ciphersuites(nint context, string suites);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(nint context, string suites);

    [LibraryImport(Library)]
    public static partial int SSL_CTX_set_alpn_protos(nint context, ReadOnlySpan<byte> protocols, uint length);

    [LibraryImport(Library)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Library)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Library)]
    public static partial nint SSL_ctrl(nint ssl, int command, nint number, ReadOnlySpan<byte> text);

    [LibraryImport(Library)]
    public static partial int SSL_set_fd(nint ssl, int descriptor);

    [LibraryImport(Library)]
    public static partial int SSL_connect(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_read(nint ssl, Span<byte> buffer, int length);

    [LibraryImport(Library)]
    public static partial int SSL_write(nint ssl, ReadOnlySpan<byte> buffer, int length);

    [LibraryImport(Library)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_session_reused(nint ssl);

    [LibraryImport(Library)]
    public static partial nint SSL_get1_session(nint ssl);

    [LibraryImport(Library)]
    public static partial int SSL_set_session(nint ssl, nint session);

    [LibraryImport(Library)]
    public static partial void SSL_SESSION_free(nint session);
}
