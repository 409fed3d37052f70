using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wasper.Gateway.Tls.OpenSsl;

/// <summary>A mode of OpenSSL 3 that .NET has no setting for.</summary>
internal static partial class LibSsl
{
    private const string Library = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    /// <summary>CRYPTO_EX_INDEX_SSL_CTX.</summary>
    private const int Contexts = 1;

    /// <summary>SSL_CTRL_MODE: adds a mode, and gives back all of them.</summary>
    private const int Mode = 33;

    /// <summary>SSL_MODE_RELEASE_BUFFERS (SSL_CTX_set_mode(3)).</summary>
    private const int ReleaseBuffers = 0x10;

    /// <summary>Has every context that is made from now on let its connections give their buffers back.</summary>
    public static unsafe bool TryReleaseIdleBuffers()
    {
        // Found here and not in the callback, through which no exception may pass.
        NativeLibrary.Free(NativeLibrary.Load(Library, typeof(LibSsl).Assembly, null));
        return RegisterData(Contexts, default, 0, &SetMode, 0, 0) >= 0;
    }

    /// <summary>Whether the contexts that are made now do so.</summary>
    public static bool ReleasesIdleBuffers()
    {
        var context = NewContext(Method());
        try
        {
            return (Control(context, Mode, default, 0).Value & ReleaseBuffers) != 0;
        }
        finally
        {
            FreeContext(context);
        }
    }

    // OpenSSL calls it for the data that a program may attach to each new context; there is none, but here the context is at hand (CRYPTO_get_ex_new_index(3)).
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SetMode(nint context, nint data, nint allData, int index, CLong number, nint pointer) =>
        Control(context, Mode, new CLong(ReleaseBuffers), 0);

    [LibraryImport(Crypto, EntryPoint = "CRYPTO_get_ex_new_index")]
    private static unsafe partial int RegisterData(
        int kind, CLong number, nint pointer, delegate* unmanaged[Cdecl]<nint, nint, nint, int, CLong, nint, void> created, nint copied, nint freed);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    private static partial CLong Control(nint context, int command, CLong number, nint pointer);

    [LibraryImport(Library, EntryPoint = "TLS_method")]
    private static partial nint Method();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    private static partial nint NewContext(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_free")]
    private static partial void FreeContext(nint context);
}
