using System.Globalization;
using System.Runtime.CompilerServices;

namespace Troupe.EndToEnd.Tests.Pool;

internal static class TestHost
{
    /// <summary>The test host blocks threads of the pool while it runs; the specs that measure time need others.</summary>
    [ModuleInitializer]
    internal static void RaiseThreads() => ThreadPool.SetMinThreads(16, 16);

    /// <summary>The host takes the language that the command line was told to speak for all of its threads: jobs would take it
    /// along.</summary>
    [ModuleInitializer]
    internal static void ForgetLanguage() =>
        (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = (null, null);
}
