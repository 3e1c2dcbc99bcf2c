using System.Security.Cryptography;

namespace Troupe.Links.Shared;

/// <summary>Numbers that cannot be guessed: knowledge of one is the right to use what it stands for.</summary>
internal static class RandomNumber
{
    /// <summary>A random number, never 0.</summary>
    public static ulong Next()
    {
        while (true)
        {
            if (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) is var number and not 0)
                return number;
        }
    }
}
