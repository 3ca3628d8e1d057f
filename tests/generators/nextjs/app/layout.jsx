import Link from "next/link";

export const metadata = { title: "青禾文具" };

export default function Layout({ children }) {
  return (
    <html lang="zh-CN">
      <body>
        <nav>
          <Link href="/">首页</Link> <Link href="/about/">关于</Link>
        </nav>
        {children}
      </body>
    </html>
  );
}
