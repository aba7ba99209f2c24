<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountButton</name>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
</context>
<context>
    <name>AccountItem</name>
    <message numerus="yes">
        <source>%1, %2, %n unread</source>
        <translation>
            <numerusform>%1，%2，%n 条未读</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AccountLine</name>
    <message>
        <source>What to do with %1</source>
        <translation>对 %1 的操作</translation>
    </message>
    <message>
        <source>Write as this account</source>
        <translation>用此账号发消息</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Remove from this computer</source>
        <translation>从这台电脑移除</translation>
    </message>
    <message>
        <source>Remove %1 from this computer?</source>
        <translation>从这台电脑移除 %1？</translation>
    </message>
    <message>
        <source>Its messages and the remembered password go from this computer. They stay on the server.</source>
        <translation>消息和记住的密码会从这台电脑删除，服务器上的内容不受影响。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>AccountPick</name>
    <message>
        <source>As %1</source>
        <translation>以 %1 的身份</translation>
    </message>
</context>
<context>
    <name>AccountsMenu</name>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐身</translation>
    </message>
    <message>
        <source>Edit profile</source>
        <translation>编辑个人资料</translation>
    </message>
    <message>
        <source>My code</source>
        <translation>我的二维码</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>添加账号</translation>
    </message>
</context>
<context>
    <name>AccountsPart</name>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Edit profile</source>
        <translation>编辑资料</translation>
    </message>
    <message>
        <source>My code</source>
        <translation>我的二维码</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>修改密码</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>添加账号</translation>
    </message>
</context>
<context>
    <name>AddressLine</name>
    <message>
        <source>Copy %1</source>
        <translation>复制 %1</translation>
    </message>
</context>
<context>
    <name>ArchiveRow</name>
    <message>
        <source>Back to chats</source>
        <translation>返回聊天</translation>
    </message>
    <message>
        <source>Archived chats</source>
        <translation>已归档的聊天</translation>
    </message>
</context>
<context>
    <name>AskSheet</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>BubbleFoot</name>
    <message>
        <source>Encrypted from end to end</source>
        <translation>端到端加密</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
</context>
<context>
    <name>CertificateSheet</name>
    <message>
        <source>This is not the server you know</source>
        <translation>这不是您认识的服务器</translation>
    </message>
    <message>
        <source>Is this the right server?</source>
        <translation>这是正确的服务器吗？</translation>
    </message>
    <message>
        <source>%1 shows another certificate than before. Somebody may be listening in, so Magpie did not sign in and sent no password. Ask whoever runs the server whether they have changed it.</source>
        <translation>%1 出示的证书与以前不同，可能有人在窃听，因此没有登录，也没有发送密码。请向服务器管理员确认是否更换过证书。</translation>
    </message>
    <message>
        <source>%1 made its own certificate, as servers at home or in an office do. Compare the fingerprint with the one that whoever runs it can tell you. Magpie will then remember it.</source>
        <translation>%1 使用自己签发的证书，家里或办公室的服务器通常如此。请与管理员提供的指纹核对，确认后会记住它。</translation>
    </message>
    <message>
        <source>It shows now</source>
        <translation>现在出示的指纹</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>指纹（SHA-256）</translation>
    </message>
    <message>
        <source>You trusted</source>
        <translation>您信任过的指纹</translation>
    </message>
    <message>
        <source>Yes, trust it</source>
        <translation>是，信任它</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>It was changed on purpose…</source>
        <translation>证书是有意更换的…</translation>
    </message>
    <message>
        <source>Forget the certificate you trusted?</source>
        <translation>要忘记您信任过的证书吗？</translation>
    </message>
    <message>
        <source>Only if whoever runs the server told you that it changed, and the fingerprint it shows now is the one they gave you. Magpie signs in anew and asks about the new one.</source>
        <translation>只有在服务器管理员告诉您证书已更换、并且现在出示的指纹与他给您的一致时才这样做。Magpie 会重新登录，并就新证书询问您。</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>忘记</translation>
    </message>
</context>
<context>
    <name>ChatMenu</name>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消静音</translation>
    </message>
    <message>
        <source>Mute…</source>
        <translation>静音…</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>标为未读</translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation>取消归档</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete chat…</source>
        <translation>删除聊天…</translation>
    </message>
</context>
<context>
    <name>ChatsPane</name>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建聊天</translation>
    </message>
    <message>
        <source>Search people and messages</source>
        <translation>搜索联系人和消息</translation>
    </message>
    <message>
        <source>Nothing is archived</source>
        <translation>没有已归档的聊天</translation>
    </message>
    <message>
        <source>No chats yet</source>
        <translation>还没有聊天</translation>
    </message>
    <message>
        <source>See who is here and say hello.</source>
        <translation>看看谁在线，打个招呼吧。</translation>
    </message>
    <message>
        <source>See who is here</source>
        <translation>看看谁在线</translation>
    </message>
    <message>
        <source>Delete the chat with %1?</source>
        <translation>删除与 %1 的聊天？</translation>
    </message>
    <message>
        <source>Its messages go from this computer. The others keep theirs, and so does the server.</source>
        <translation>消息会从这台电脑上删除，对方和服务器上的记录仍会保留。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ChattingPart</name>
    <message>
        <source>Chats and files</source>
        <translation>聊天与文件</translation>
    </message>
    <message>
        <source>Show others that I am typing</source>
        <translation>让对方看到我正在输入</translation>
    </message>
    <message>
        <source>Tell others when I have read</source>
        <translation>让对方知道我已读</translation>
    </message>
    <message>
        <source>Check my spelling</source>
        <translation>检查拼写</translation>
    </message>
    <message>
        <source>Spell checking</source>
        <translation>拼写检查</translation>
    </message>
    <message>
        <source>Voice messages</source>
        <translation>语音消息</translation>
    </message>
    <message>
        <source>To record and play them install PySide6-Addons, in the version of PySide6-Essentials.</source>
        <translation>要录制和播放，请安装与 PySide6-Essentials 版本相同的 PySide6-Addons。</translation>
    </message>
    <message>
        <source>Save files in</source>
        <translation>文件保存位置</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Get pictures by themselves up to</source>
        <translation>自动接收图片，大小不超过</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
</context>
<context>
    <name>ChecksPane</name>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Nothing is wrong</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>Folder, disk, clock, database, certificate, ports and name are looked at.</source>
        <translation>会检查数据文件夹、磁盘、时钟、数据库、证书、端口和域名。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>CodeSheet</name>
    <message>
        <source>Invitation</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>My code</source>
        <translation>我的二维码</translation>
    </message>
    <message>
        <source>What the code is for</source>
        <translation>二维码用途</translation>
    </message>
    <message>
        <source>My address</source>
        <translation>我的地址</translation>
    </message>
    <message>
        <source>Invite somebody</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在向服务器请求…</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Attach files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation>按 Enter 发送，按 Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>输入消息…</translation>
    </message>
    <message>
        <source>Write an encrypted message…</source>
        <translation>写一条加密消息…</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Record a voice message</source>
        <translation>录制语音消息</translation>
    </message>
</context>
<context>
    <name>ComposerStrip</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ConsoleBar</name>
    <message numerus="yes">
        <source>%1 · %n people online</source>
        <translation>
            <numerusform>%1 · %n 人在线</numerusform>
        </translation>
    </message>
    <message>
        <source>Invite</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>外观与语言</translation>
    </message>
</context>
<context>
    <name>ConsolePage</name>
    <message>
        <source>What people write is shown in this window. It is kept nowhere.</source>
        <translation>此窗口正在显示用户所写的内容，不会保存到任何地方。</translation>
    </message>
    <message>
        <source>Hide the text</source>
        <translation>隐藏内容</translation>
    </message>
    <message>
        <source>What passes</source>
        <translation>实时消息</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Checks (%1)</source>
        <translation>检查 (%1)</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Show the text</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>ConsoleWindow</name>
    <message>
        <source>Magpie server</source>
        <translation>Magpie 服务器</translation>
    </message>
    <message>
        <source>%1 · Magpie server</source>
        <translation>%1 · Magpie 服务器</translation>
    </message>
    <message>
        <source>End the session of %1?</source>
        <translation>要断开 %1 的连接吗？</translation>
    </message>
    <message>
        <source>Its connection is closed. The program may sign in again by itself; to keep somebody out, disable the account: magpie user disable.</source>
        <translation>连接会被关闭。对方的程序可能会自动重新登录；若要禁止某人登录，请停用其账号：magpie user disable。</translation>
    </message>
    <message>
        <source>End session</source>
        <translation>断开连接</translation>
    </message>
    <message>
        <source>Show what people write?</source>
        <translation>要显示用户所写的内容吗？</translation>
    </message>
    <message>
        <source>You will read messages that are not meant for you. Do it only to find a fault, and with their knowledge. The text stays in this window: it is never written to disk or to the log. Encrypted messages stay unreadable.</source>
        <translation>你将看到不是写给你的消息。请只在排查故障并告知对方后才这样做。内容只留在此窗口中，绝不会写入磁盘或日志。加密的消息仍然无法读取。</translation>
    </message>
    <message>
        <source>Show the text</source>
        <translation>显示内容</translation>
    </message>
</context>
<context>
    <name>ContactPart</name>
    <message>
        <source>Add to contacts</source>
        <translation>添加到联系人</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Remove from contacts</source>
        <translation>从联系人中删除</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>屏蔽</translation>
    </message>
    <message>
        <source>Remove %1 from your contacts?</source>
        <translation>从联系人中删除 %1？</translation>
    </message>
    <message>
        <source>You no longer see whether they are here. The messages stay.</source>
        <translation>您将看不到对方是否在线，聊天记录会保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Block %1?</source>
        <translation>屏蔽 %1？</translation>
    </message>
    <message>
        <source>Nothing they write reaches you any more, and they do not see whether you are here.</source>
        <translation>您将收不到对方的任何消息，对方也看不到您是否在线。</translation>
    </message>
</context>
<context>
    <name>ConversationBar</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>%1, %2. Show details</source>
        <translation>%1，%2。查看详情</translation>
    </message>
    <message>
        <source>%1 · as %2</source>
        <translation>%1 · 以 %2 的身份</translation>
    </message>
    <message>
        <source>Encrypted from end to end. Show the devices</source>
        <translation>已端到端加密。查看设备</translation>
    </message>
    <message>
        <source>Not encrypted from end to end</source>
        <translation>未端到端加密</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>在聊天中搜索</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消静音</translation>
    </message>
    <message>
        <source>Mute…</source>
        <translation>静音…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>You have left this group.</source>
        <translation>您已退出此群组。</translation>
    </message>
    <message>
        <source>You may read here. A moderator can let you speak.</source>
        <translation>您在这里只能阅读，协管员可以让您发言。</translation>
    </message>
    <message>
        <source>Join again</source>
        <translation>重新加入</translation>
    </message>
    <message>
        <source>This group asks for a password</source>
        <translation>此群组需要密码</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Drop to send to %1</source>
        <translation>松开即可发送给 %1</translation>
    </message>
</context>
<context>
    <name>CreateGroupSheet</name>
    <message>
        <source>New group</source>
        <translation>新建群组</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>群组名称</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>What it is for (optional)</source>
        <translation>用途（可不填）</translation>
    </message>
    <message>
        <source>Anybody may find it and join</source>
        <translation>任何人都可以找到并加入</translation>
    </message>
    <message>
        <source>Otherwise only those who are invited get in.</source>
        <translation>否则只有受邀请的人才能进入。</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>CropSheet</name>
    <message>
        <source>Choose the part to show</source>
        <translation>选择要显示的部分</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Use this part</source>
        <translation>使用这一部分</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>CropStage</name>
    <message>
        <source>The part of the picture that will be seen. The arrows move it, plus and minus change how large it is.</source>
        <translation>图片中将显示的部分。方向键移动，加号和减号缩放。</translation>
    </message>
</context>
<context>
    <name>DeleteSheet</name>
    <message numerus="yes">
        <source>Delete %n messages?</source>
        <translation>
            <numerusform>删除 %n 条消息？</numerusform>
        </translation>
    </message>
    <message>
        <source>The others are asked to remove them too. Who has read them has read them.</source>
        <translation>也会请对方删除。已经读过的就是读过了。</translation>
    </message>
    <message>
        <source>They go from this computer. The others, and your other devices, keep them.</source>
        <translation>只从这台电脑删除。对方和你的其他设备仍然保留。</translation>
    </message>
    <message>
        <source>Delete for everyone</source>
        <translation>为所有人删除</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>DeliveryMark</name>
    <message>
        <source>Waiting</source>
        <translation>等待发送</translation>
    </message>
    <message>
        <source>On the server</source>
        <translation>已到服务器</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
</context>
<context>
    <name>DetailsPane</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DeviceRow</name>
    <message>
        <source>End the session of %1</source>
        <translation>断开 %1 的连接</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>End session</source>
        <translation>断开连接</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Del</translation>
    </message>
</context>
<context>
    <name>DevicesPane</name>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message numerus="yes">
        <source>%n devices</source>
        <translation>
            <numerusform>%n 台设备</numerusform>
        </translation>
    </message>
    <message>
        <source>Find a person, program or address</source>
        <translation>查找用户、程序或地址</translation>
    </message>
    <message>
        <source>Nobody is here</source>
        <translation>没有人在线</translation>
    </message>
    <message>
        <source>Nobody matches</source>
        <translation>没有匹配的结果</translation>
    </message>
    <message>
        <source>Who signs in stands here, with the program and the address it comes from.</source>
        <translation>登录的用户会显示在这里，包括所用的程序和来源地址。</translation>
    </message>
</context>
<context>
    <name>EmojiPicker</name>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>搜索表情</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>肤色</translation>
    </message>
    <message>
        <source>No emoji is called that</source>
        <translation>没有这样的表情</translation>
    </message>
</context>
<context>
    <name>FacePart</name>
    <message>
        <source>Change the picture</source>
        <translation>更换图片</translation>
    </message>
</context>
<context>
    <name>FailedLine</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>FileButton</name>
    <message>
        <source>Save</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>FileCard</name>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
</context>
<context>
    <name>FilesSheet</name>
    <message numerus="yes">
        <source>Send %n file(s)</source>
        <translation>
            <numerusform>发送 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Send directly</source>
        <translation>直接发送</translation>
    </message>
    <message>
        <source>From this computer to theirs, while both are online. It does not stay on the server.</source>
        <translation>双方都在线时从这台电脑直接传给对方，不经服务器保存。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Search in this chat</source>
        <translation>在聊天中搜索</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>较早</translation>
    </message>
    <message>
        <source>Newer</source>
        <translation>较新</translation>
    </message>
    <message>
        <source>Close the search</source>
        <translation>关闭搜索</translation>
    </message>
</context>
<context>
    <name>FindGroupsSheet</name>
    <message>
        <source>Find a group</source>
        <translation>查找群组</translation>
    </message>
    <message>
        <source>Name, address or link</source>
        <translation>名称、地址或链接</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>群组</translation>
    </message>
    <message>
        <source>No public groups here</source>
        <translation>这里没有公开群组</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Private groups are joined by invitation, or by their link.</source>
        <translation>私密群组要通过邀请或链接加入。</translation>
    </message>
    <message>
        <source>Paste the whole address or link of a group to join it.</source>
        <translation>粘贴群组的完整地址或链接即可加入。</translation>
    </message>
    <message>
        <source>This group asks for a password</source>
        <translation>此群组需要密码</translation>
    </message>
    <message>
        <source>Somebody has your name there</source>
        <translation>那里已有人用了您的名字</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Your name in the group</source>
        <translation>您在群组中的名字</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
</context>
<context>
    <name>ForwardSheet</name>
    <message numerus="yes">
        <source>Forward %n messages to…</source>
        <translation>
            <numerusform>将 %n 条消息转发给…</numerusform>
        </translation>
    </message>
    <message>
        <source>Search people and chats</source>
        <translation>搜索联系人和会话</translation>
    </message>
</context>
<context>
    <name>FoundRow</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Join %1</source>
        <translation>加入 %1</translation>
    </message>
</context>
<context>
    <name>GroupActions</name>
    <message>
        <source>Invite people</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>Group settings</source>
        <translation>群组设置</translation>
    </message>
    <message>
        <source>Leave the group</source>
        <translation>退出群组</translation>
    </message>
    <message>
        <source>Delete the group for everyone</source>
        <translation>解散群组</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>退出 %1？</translation>
    </message>
    <message>
        <source>On all your devices. What was said stays on this computer.</source>
        <translation>将在您的所有设备上退出，聊天记录会留在这台电脑上。</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Delete %1 for everyone?</source>
        <translation>解散 %1？</translation>
    </message>
    <message>
        <source>Everybody is sent out, and the server forgets what was said. This cannot be taken back.</source>
        <translation>所有人都会被移出，服务器上的聊天记录也会删除，此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete for everyone</source>
        <translation>解散</translation>
    </message>
</context>
<context>
    <name>GroupDetails</name>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
</context>
<context>
    <name>GroupFacts</name>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Change the subject</source>
        <translation>修改主题</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Your name in the group</source>
        <translation>您在群组中的名字</translation>
    </message>
    <message>
        <source>Change your name in the group</source>
        <translation>修改您在群组中的名字</translation>
    </message>
    <message>
        <source>Subject of the group</source>
        <translation>群组主题</translation>
    </message>
    <message>
        <source>Everybody in the group sees it.</source>
        <translation>群组中所有人都能看到。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>GroupInviteSheet</name>
    <message>
        <source>Invite into the group</source>
        <translation>邀请加入群组</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Invite</source>
        <translation>邀请</translation>
    </message>
</context>
<context>
    <name>GroupSettingsSheet</name>
    <message>
        <source>Group settings</source>
        <translation>群组设置</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>群组名称</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Leave it empty for none.</source>
        <translation>留空表示不设密码。</translation>
    </message>
    <message>
        <source>Anybody may find it</source>
        <translation>任何人都可以找到</translation>
    </message>
    <message>
        <source>Only members get in</source>
        <translation>仅成员可以进入</translation>
    </message>
    <message>
        <source>Whoever is invited becomes a member.</source>
        <translation>受邀请的人会成为成员。</translation>
    </message>
    <message>
        <source>Each member may invite others</source>
        <translation>成员可以邀请他人</translation>
    </message>
    <message>
        <source>Each member may change the subject</source>
        <translation>成员可以修改主题</translation>
    </message>
    <message>
        <source>Newcomers may only read</source>
        <translation>新人只能阅读</translation>
    </message>
    <message>
        <source>Until a moderator lets them speak.</source>
        <translation>直到协管员允许其发言。</translation>
    </message>
    <message>
        <source>Hide addresses</source>
        <translation>隐藏地址</translation>
    </message>
    <message>
        <source>Only moderators see who is behind a name.</source>
        <translation>只有协管员能看到名字背后是谁。</translation>
    </message>
    <message>
        <source>Keep what was said</source>
        <translation>保留聊天记录</translation>
    </message>
    <message>
        <source>So that who comes later finds it.</source>
        <translation>以便后来的人查阅。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>GroupsPane</name>
    <message>
        <source>Groups</source>
        <translation>群组</translation>
    </message>
    <message>
        <source>Find a group</source>
        <translation>查找群组</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>新建群组</translation>
    </message>
    <message>
        <source>Search groups</source>
        <translation>搜索群组</translation>
    </message>
    <message>
        <source>Invitation to %1</source>
        <translation>加入 %1 的邀请</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>No groups yet</source>
        <translation>还没有群组</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Talk with several at once. Whoever comes later finds what was said.</source>
        <translation>与多人一起聊天，后来加入的人也能看到之前的内容。</translation>
    </message>
</context>
<context>
    <name>InvitationSheet</name>
    <message>
        <source>Use an invitation</source>
        <translation>使用邀请</translation>
    </message>
    <message>
        <source>Paste the link that you were sent, or a picture of its code. You can also drop the picture here.</source>
        <translation>粘贴收到的邀请链接或二维码图片，也可以把图片拖到这里。</translation>
    </message>
    <message>
        <source>Invitation link</source>
        <translation>邀请链接</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Paste link or picture</source>
        <translation>粘贴链接或图片</translation>
    </message>
</context>
<context>
    <name>InviteSheet</name>
    <message>
        <source>Your invitation, as administrator</source>
        <translation>你的管理员邀请</translation>
    </message>
    <message>
        <source>Invite somebody</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在请求服务器…</translation>
    </message>
    <message>
        <source>Whoever opens the link, or reads the code with a phone, makes one account with it.</source>
        <translation>打开链接或用手机扫描二维码的人，可以用它注册一个账号。</translation>
    </message>
    <message>
        <source>Another one</source>
        <translation>再生成一个</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message>
        <source>Jump to the newest message</source>
        <translation>跳到最新消息</translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>They are the same</source>
        <translation>完全一致</translation>
    </message>
    <message>
        <source>Do not trust it</source>
        <translation>不信任它</translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>LeaveSheet</name>
    <message>
        <source>Shall the server go on?</source>
        <translation>要让服务器继续运行吗？</translation>
    </message>
    <message>
        <source>People can go on writing without this window. Open the console again to see the server, or to stop it.</source>
        <translation>没有这个窗口，大家也能继续聊天。再次打开控制台即可查看或停止服务器。</translation>
    </message>
    <message>
        <source>Keep it running</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>停止服务器</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LockSheet</name>
    <message>
        <source>Encryption from end to end</source>
        <translation>端到端加密</translation>
    </message>
    <message>
        <source>Encrypt what I write here</source>
        <translation>加密我在这里写的内容</translation>
    </message>
    <message>
        <source>Only devices of %1 and your own can read it. The server cannot.</source>
        <translation>只有 %1 的设备和你自己的设备能读到，服务器读不到。</translation>
    </message>
    <message>
        <source>To add encryption</source>
        <translation>添加加密功能</translation>
    </message>
    <message>
        <source>Encrypted: the text of messages and of edits, with what they quote. Not encrypted: who writes to whom and when, reactions, and that a message was edited, answered or taken back. Files are not sent while this is on.</source>
        <translation>加密的：消息和修改后的文字，以及其中引用的内容。不加密的：谁在什么时候写给谁、表情回应，以及消息被修改、回复或撤回这件事。开启期间不能发送文件。</translation>
    </message>
    <message>
        <source>Devices of %1</source>
        <translation>%1 的设备</translation>
    </message>
    <message>
        <source>Compare the numbers with those on the other&apos;s screen, or have them read to you. Until you do, you trust the server to hand out the right ones.</source>
        <translation>请与对方屏幕上的数字核对，或让对方念给你听。核对之前，你相信的是服务器给出了正确的数字。</translation>
    </message>
    <message>
        <source>Your devices</source>
        <translation>你的设备</translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Nothing was logged yet</source>
        <translation>还没有日志</translation>
    </message>
    <message>
        <source>What the server logs from now on stands here; never what people write.</source>
        <translation>服务器从现在起的日志会显示在这里，其中绝不包含用户所写的内容。</translation>
    </message>
</context>
<context>
    <name>LookPart</name>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>LookSheet</name>
    <message>
        <source>Look and language</source>
        <translation>外观与语言</translation>
    </message>
</context>
<context>
    <name>MediaPart</name>
    <message>
        <source>What was exchanged</source>
        <translation>往来内容</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
    <message>
        <source>Picture %1</source>
        <translation>图片 %1</translation>
    </message>
    <message>
        <source>Show in the chat</source>
        <translation>在聊天中查看</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
</context>
<context>
    <name>MemberHand</name>
    <message>
        <source>Ban %1 from the group?</source>
        <translation>禁止 %1 进入群组？</translation>
    </message>
    <message>
        <source>Send %1 out?</source>
        <translation>将 %1 移出群组？</translation>
    </message>
    <message>
        <source>They leave the group at once, and cannot come back until you let them in again.</source>
        <translation>对方会立即离开群组，在您重新允许之前无法再进入。</translation>
    </message>
    <message>
        <source>They leave the group, and may come back.</source>
        <translation>对方会离开群组，之后可以再次进入。</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>禁止</translation>
    </message>
    <message>
        <source>Send out</source>
        <translation>移出</translation>
    </message>
</context>
<context>
    <name>MemberMenu</name>
    <message>
        <source>Write privately</source>
        <translation>私聊</translation>
    </message>
    <message>
        <source>Make owner</source>
        <translation>设为群主</translation>
    </message>
    <message>
        <source>Make admin</source>
        <translation>设为管理员</translation>
    </message>
    <message>
        <source>Make member</source>
        <translation>设为成员</translation>
    </message>
    <message>
        <source>Let speak</source>
        <translation>允许发言</translation>
    </message>
    <message>
        <source>Let only read</source>
        <translation>只允许阅读</translation>
    </message>
    <message>
        <source>Let in again</source>
        <translation>重新允许进入</translation>
    </message>
    <message>
        <source>No member any more</source>
        <translation>取消成员资格</translation>
    </message>
    <message>
        <source>Send out</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>Ban…</source>
        <translation>禁止进入…</translation>
    </message>
</context>
<context>
    <name>MentionList</name>
    <message>
        <source>Who is meant</source>
        <translation>提到谁</translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Loading older messages…</source>
        <translation>正在加载更早的消息…</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>还没有消息</translation>
    </message>
    <message>
        <source>Say hello to %1.</source>
        <translation>向 %1 打个招呼吧。</translation>
    </message>
    <message>
        <source>Be the first to say something.</source>
        <translation>来说第一句话吧。</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Copy selected text</source>
        <translation>复制所选文字</translation>
    </message>
    <message>
        <source>Forward…</source>
        <translation>转发…</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文字</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Delete for me</source>
        <translation>仅为我删除</translation>
    </message>
    <message>
        <source>Delete for everyone</source>
        <translation>为所有人删除</translation>
    </message>
    <message>
        <source>Remove for everyone</source>
        <translation>为所有人移除</translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation>不发送</translation>
    </message>
</context>
<context>
    <name>MessageRow</name>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
</context>
<context>
    <name>MuteMenu</name>
    <message>
        <source>For an hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>For 8 hours</source>
        <translation>8 小时</translation>
    </message>
    <message>
        <source>For a day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>Until I switch it on</source>
        <translation>直到我重新开启</translation>
    </message>
</context>
<context>
    <name>NewChatSheet</name>
    <message>
        <source>Add a contact</source>
        <translation>添加联系人</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建聊天</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>name, or name@server</source>
        <translation>用户名，或 用户名@服务器</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Only you see it. You may leave it empty.</source>
        <translation>仅自己可见，可以留空。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>NothingOpen</name>
    <message>
        <source>Choose a chat, or press Ctrl+K to find anyone.</source>
        <translation>选择一个聊天，或按 Ctrl+K 查找任何人。</translation>
    </message>
</context>
<context>
    <name>NotifyChoice</name>
    <message>
        <source>Tell me about</source>
        <translation>通知我</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>所有消息</translation>
    </message>
    <message>
        <source>My name</source>
        <translation>提到我时</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>不通知</translation>
    </message>
</context>
<context>
    <name>NotifyPart</name>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>勿扰</translation>
    </message>
    <message>
        <source>No notifications and no sound until you switch it off.</source>
        <translation>关闭之前没有通知，也没有声音。</translation>
    </message>
    <message>
        <source>Tell me about new messages</source>
        <translation>新消息通知</translation>
    </message>
    <message>
        <source>Show what was written</source>
        <translation>通知中显示消息内容</translation>
    </message>
    <message>
        <source>Otherwise a notification says only who wrote.</source>
        <translation>否则只显示是谁发来的。</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
</context>
<context>
    <name>OutgoingRow</name>
    <message>
        <source>Leave %1 out</source>
        <translation>不发送 %1</translation>
    </message>
</context>
<context>
    <name>PassingPane</name>
    <message>
        <source>What passes</source>
        <translation>实时消息</translation>
    </message>
    <message>
        <source>Nothing has passed yet</source>
        <translation>还没有消息经过</translation>
    </message>
    <message>
        <source>Who writes to whom, what kind it is and how large, as it happens. Not what they write.</source>
        <translation>实时显示谁发给谁、类型和大小，但不显示内容。</translation>
    </message>
    <message>
        <source>Show the text</source>
        <translation>显示内容</translation>
    </message>
</context>
<context>
    <name>PasswordField</name>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>隐藏密码</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>显示密码</translation>
    </message>
</context>
<context>
    <name>PasswordSheet</name>
    <message>
        <source>Change password</source>
        <translation>修改密码</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>再输入一次</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>PeoplePane</name>
    <message>
        <source>Who is here</source>
        <translation>谁在线</translation>
    </message>
    <message>
        <source>Add a contact</source>
        <translation>添加联系人</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索联系人</translation>
    </message>
    <message>
        <source>Nobody here yet</source>
        <translation>还没有人</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Invite somebody, or add a contact by address.</source>
        <translation>邀请他人，或用地址添加联系人。</translation>
    </message>
    <message>
        <source>No name and no address begins with “%1”.</source>
        <translation>没有以“%1”开头的名称或地址。</translation>
    </message>
</context>
<context>
    <name>PersonDetails</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>PersonRow</name>
    <message>
        <source>Write to %1</source>
        <translation>发消息给 %1</translation>
    </message>
</context>
<context>
    <name>PickList</name>
    <message>
        <source>Name or address</source>
        <translation>姓名或地址</translation>
    </message>
    <message>
        <source>Leave %1 out</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>People</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>添加 %1</translation>
    </message>
    <message>
        <source>Nobody to choose from</source>
        <translation>没有可选的人</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
</context>
<context>
    <name>PictureCard</name>
    <message>
        <source>Picture %1</source>
        <translation>图片 %1</translation>
    </message>
</context>
<context>
    <name>PictureViewer</name>
    <message>
        <source>Picture %1</source>
        <translation>图片 %1</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation>用其他程序打开</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Plot</name>
    <message>
        <source>%1: %2 now, %3 at most in the last two minutes</source>
        <translation>%1：当前 %2，最近两分钟最高 %3</translation>
    </message>
    <message>
        <source>2 min ago</source>
        <translation>2 分钟前</translation>
    </message>
    <message>
        <source>most %1</source>
        <translation>最高 %1</translation>
    </message>
</context>
<context>
    <name>ProfileSheet</name>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Change the picture</source>
        <translation>更换头像</translation>
    </message>
    <message>
        <source>Remove the picture</source>
        <translation>移除图片</translation>
    </message>
    <message>
        <source>Whether I am here</source>
        <translation>我的在线状态</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐身</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What are you up to?</source>
        <translation>在忙什么？</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ProgramPart</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Stay in the tray when the window is closed</source>
        <translation>关闭窗口后留在托盘</translation>
    </message>
    <message>
        <source>This desktop shows no tray: closing the window ends Magpie.</source>
        <translation>当前桌面没有托盘：关闭窗口即退出 Magpie。</translation>
    </message>
    <message>
        <source>Start in the tray</source>
        <translation>启动时隐藏到托盘</translation>
    </message>
    <message>
        <source>Input method</source>
        <translation>输入法</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
    <message>
        <source>Everything can be done with keys.</source>
        <translation>所有操作都可以用键盘完成。</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>查看全部快捷键</translation>
    </message>
    <message>
        <source>Magpie %1</source>
        <translation>Magpie %1</translation>
    </message>
</context>
<context>
    <name>QuestionSheet</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>QuickReactions</name>
    <message>
        <source>React with %1</source>
        <translation>用 %1 回应</translation>
    </message>
    <message>
        <source>More reactions</source>
        <translation>更多回应</translation>
    </message>
</context>
<context>
    <name>Quote</name>
    <message>
        <source>In reply to %1: %2</source>
        <translation>回复 %1：%2</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Parts of the window</source>
        <translation>窗口分区</translation>
    </message>
    <message>
        <source>Me: %1</source>
        <translation>我：%1</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>People</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>群组</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>RailButton</name>
    <message numerus="yes">
        <source>%1, %n unread</source>
        <translation>
            <numerusform>%1，%n 条未读</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Reactions</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>RenameSheet</name>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Only you see it.</source>
        <translation>仅自己可见。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>RequestRow</name>
    <message>
        <source>%1 asks to be your contact</source>
        <translation>%1 请求添加您为联系人</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒绝</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
</context>
<context>
    <name>SearchResults</name>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>No name and no message has “%1” in it.</source>
        <translation>没有包含“%1”的名称或消息。</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选择 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save files</source>
        <translation>保存文件</translation>
    </message>
    <message>
        <source>Forward…</source>
        <translation>转发…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ServerChips</name>
    <message>
        <source>Found on this network</source>
        <translation>在本网络中找到</translation>
    </message>
    <message>
        <source>Server %1</source>
        <translation>服务器 %1</translation>
    </message>
</context>
<context>
    <name>ServerPane</name>
    <message>
        <source>Nobody has an account yet. Make yours, as administrator.</source>
        <translation>还没有任何账号。请先创建你的管理员账号。</translation>
    </message>
    <message>
        <source>Open my invitation</source>
        <translation>打开我的邀请</translation>
    </message>
    <message>
        <source>people online</source>
        <translation>人在线</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>个账号</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>每秒消息</translation>
    </message>
    <message>
        <source>Bytes per second</source>
        <translation>每秒字节</translation>
    </message>
    <message>
        <source>Where people find it</source>
        <translation>连接地址</translation>
    </message>
    <message>
        <source>Magpie %1 · %2</source>
        <translation>Magpie %1 · %2</translation>
    </message>
</context>
<context>
    <name>SettingsPane</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Create an account</source>
        <translation>创建账号</translation>
    </message>
    <message>
        <source>Sign in to Magpie</source>
        <translation>登录 Magpie</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>name, or name@server</source>
        <translation>用户名，或 用户名@服务器</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>name or name:port</source>
        <translation>名称，或 名称:端口</translation>
    </message>
    <message>
        <source>Remember me</source>
        <translation>记住我</translation>
    </message>
    <message>
        <source>Creating the account…</source>
        <translation>正在创建账号…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Create account</source>
        <translation>注册</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>I have an account</source>
        <translation>已有账号</translation>
    </message>
    <message>
        <source>I have an invitation</source>
        <translation>我有邀请</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>SilencePart</name>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
</context>
<context>
    <name>StoppedPane</name>
    <message>
        <source>Starting the server…</source>
        <translation>正在启动服务器…</translation>
    </message>
    <message>
        <source>The server is stopped</source>
        <translation>服务器已停止</translation>
    </message>
    <message>
        <source>It checks its database first; that takes a moment where there is much in it.</source>
        <translation>会先检查数据库，数据较多时需要一点时间。</translation>
    </message>
    <message>
        <source>Nobody can sign in, and messages wait where they were written.</source>
        <translation>现在无法登录，消息会留在发送者那里等待。</translation>
    </message>
    <message>
        <source>The server&apos;s last lines</source>
        <translation>服务器的最后几行输出</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Start the server</source>
        <translation>启动服务器</translation>
    </message>
    <message>
        <source>Open the settings</source>
        <translation>打开设置文件</translation>
    </message>
    <message>
        <source>What else stands out</source>
        <translation>其他需要注意的问题</translation>
    </message>
</context>
<context>
    <name>SwitcherSheet</name>
    <message>
        <source>Jump to a person, a chat or a message</source>
        <translation>跳到联系人、聊天或消息</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
</context>
<context>
    <name>VoiceCard</name>
    <message>
        <source>Halt</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play %1</source>
        <translation>播放 %1</translation>
    </message>
</context>
<context>
    <name>VoiceStrip</name>
    <message>
        <source>Do not send</source>
        <translation>不发送</translation>
    </message>
    <message>
        <source>Recording… %1</source>
        <translation>正在录音… %1</translation>
    </message>
    <message>
        <source>Send the voice message</source>
        <translation>发送语音消息</translation>
    </message>
</context>
<context>
    <name>WelcomePane</name>
    <message>
        <source>Your own server</source>
        <translation>你自己的服务器</translation>
    </message>
    <message>
        <source>One name, and it can start. It makes its database, its certificate and an invitation for you by itself.</source>
        <translation>只需一个名称即可启动。数据库、证书和给你的邀请都会自动生成。</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>域名</translation>
    </message>
    <message>
        <source>It stands after the @ in everybody&apos;s address, and stays. At home the proposed name is right; with a domain of your own, take that.</source>
        <translation>它会出现在每个人地址的 @ 之后，并且不再改变。在家中使用建议的名称即可；如果有自己的域名，请填写该域名。</translation>
    </message>
    <message>
        <source>Start the server</source>
        <translation>启动服务器</translation>
    </message>
    <message>
        <source>Everything is kept in %1</source>
        <translation>所有数据保存在 %1</translation>
    </message>
</context>
<context>
    <name>WritingMenu</name>
    <message>
        <source>Add to the dictionary</source>
        <translation>添加到词典</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>ZoomSlider</name>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>accounts</name>
    <message>
        <source>connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>已退出</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>两次输入不一致。</translation>
    </message>
    <message>
        <source>Password changed</source>
        <translation>密码已修改</translation>
    </message>
</context>
<context>
    <name>card</name>
    <message>
        <source>Full name</source>
        <translation>全名</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Birthday</source>
        <translation>生日</translation>
    </message>
    <message>
        <source>About</source>
        <translation>简介</translation>
    </message>
</context>
<context>
    <name>cards</name>
    <message>
        <source>No longer there</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>waiting for an answer</source>
        <translation>等待对方接收</translation>
    </message>
    <message>
        <source>wants to send this</source>
        <translation>想发送此文件</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>goes on when you are back</source>
        <translation>恢复连接后继续</translation>
    </message>
    <message>
        <source>checking that it is whole</source>
        <translation>正在校验完整性</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>chats</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>音频</translation>
    </message>
    <message>
        <source>Voice message</source>
        <translation>语音消息</translation>
    </message>
    <message>
        <source>Encrypted: this computer has no key for it</source>
        <translation>已加密：这台电脑没有对应的密钥</translation>
    </message>
    <message>
        <source>Removed by %1</source>
        <translation>已被 %1 移除</translation>
    </message>
    <message>
        <source>Message deleted</source>
        <translation>消息已删除</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>正在输入…</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>草稿：</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>还没有消息</translation>
    </message>
    <message>
        <source>You:</source>
        <translation>我：</translation>
    </message>
</context>
<context>
    <name>choosing</name>
    <message>
        <source>Send files</source>
        <translation>发送文件</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation>导出聊天记录</translation>
    </message>
    <message>
        <source>Save files in</source>
        <translation>文件保存位置</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>codes</name>
    <message>
        <source>One person can make an account with it, and is your contact then.</source>
        <translation>一个人可以用它注册，并成为您的联系人。</translation>
    </message>
    <message>
        <source>Whoever reads this code can write to you.</source>
        <translation>扫描此二维码即可给您发消息。</translation>
    </message>
    <message>
        <source>Link copied</source>
        <translation>链接已复制</translation>
    </message>
</context>
<context>
    <name>console</name>
    <message>
        <source>This is no name of a domain.</source>
        <translation>这不是有效的域名。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Link copied</source>
        <translation>链接已复制</translation>
    </message>
    <message>
        <source>… and %n more that passed too quickly</source>
        <translation>……还有 %n 条因过快而未显示</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>域名</translation>
    </message>
    <message>
        <source>On your network</source>
        <translation>局域网</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Web site</source>
        <translation>网站</translation>
    </message>
    <message>
        <source>Not set up yet</source>
        <translation>尚未设置</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>Anybody can make an account.</source>
        <translation>任何人都可以注册账号。</translation>
    </message>
    <message>
        <source>Anybody on your network can make an account.</source>
        <translation>局域网内的任何人都可以注册账号。</translation>
    </message>
    <message>
        <source>Whoever has an invitation can make an account.</source>
        <translation>有邀请的人可以注册账号。</translation>
    </message>
    <message>
        <source>Only you make accounts: magpie user add.</source>
        <translation>只有你可以创建账号：magpie user add。</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>is typing</source>
        <translation>正在输入</translation>
    </message>
    <message>
        <source>stopped typing</source>
        <translation>停止输入</translation>
    </message>
    <message>
        <source>is in the chat</source>
        <translation>正在聊天窗口</translation>
    </message>
    <message>
        <source>is not looking</source>
        <translation>暂时离开窗口</translation>
    </message>
    <message>
        <source>left the chat</source>
        <translation>离开聊天</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>reaction</source>
        <translation>表情回应</translation>
    </message>
    <message>
        <source>subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>ping</source>
        <translation>连接检测</translation>
    </message>
    <message>
        <source>is here</source>
        <translation>上线</translation>
    </message>
    <message>
        <source>goes</source>
        <translation>下线</translation>
    </message>
    <message>
        <source>asks to be a contact</source>
        <translation>请求加为联系人</translation>
    </message>
    <message>
        <source>accepts a contact</source>
        <translation>接受联系人</translation>
    </message>
    <message>
        <source>ends a contact</source>
        <translation>删除联系人</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>asks for %1</source>
        <translation>请求 %1</translation>
    </message>
    <message>
        <source>sets %1</source>
        <translation>设置 %1</translation>
    </message>
    <message>
        <source>answers %1</source>
        <translation>应答 %1</translation>
    </message>
    <message>
        <source>refuses %1</source>
        <translation>拒绝 %1</translation>
    </message>
    <message>
        <source>encrypted text</source>
        <translation>加密文本</translation>
    </message>
    <message>
        <source>message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>connection away</source>
        <translation>连接暂时断开</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>已加密</translation>
    </message>
    <message>
        <source>in clear</source>
        <translation>未加密</translation>
    </message>
    <message>
        <source>Port %1 is taken by another program</source>
        <translation>端口 %1 已被其他程序占用</translation>
    </message>
    <message>
        <source>Port %1 is not allowed to you</source>
        <translation>没有权限使用端口 %1</translation>
    </message>
    <message>
        <source>The settings are not right</source>
        <translation>设置有误</translation>
    </message>
    <message>
        <source>The server could not start</source>
        <translation>服务器无法启动</translation>
    </message>
    <message>
        <source>The server has ended unexpectedly</source>
        <translation>服务器意外退出</translation>
    </message>
    <message>
        <source>The server belongs to another user</source>
        <translation>服务器属于其他用户</translation>
    </message>
    <message>
        <source>Another server may be running here. Stop that one, or give this one another address in magpie.toml, and start again.</source>
        <translation>可能有另一个服务器正在运行。请停止它，或在 magpie.toml 中为本服务器换一个地址，然后重新启动。</translation>
    </message>
    <message>
        <source>Ports below 1024 are the administrator&apos;s. Choose another in magpie.toml.</source>
        <translation>1024 以下的端口只有系统管理员可以使用。请在 magpie.toml 中换一个端口。</translation>
    </message>
    <message>
        <source>Correct these lines of magpie.toml, and start again.</source>
        <translation>请改正 magpie.toml 中的这些行，然后重新启动。</translation>
    </message>
    <message>
        <source>This is what it said:</source>
        <translation>服务器的输出如下：</translation>
    </message>
    <message>
        <source>Nothing that was acknowledged is lost. These are its last lines; you can start it again.</source>
        <translation>已确认的消息不会丢失。以下是最后几行输出；你可以重新启动它。</translation>
    </message>
    <message>
        <source>Nothing that was acknowledged is lost; you can start it again.</source>
        <translation>已确认的消息不会丢失；你可以重新启动它。</translation>
    </message>
    <message>
        <source>Open the console as the user who started it.</source>
        <translation>请以启动它的用户身份打开控制台。</translation>
    </message>
    <message>
        <source>That did not work; the log says why.</source>
        <translation>操作失败，原因见日志。</translation>
    </message>
</context>
<context>
    <name>conversation</name>
    <message>
        <source>Older messages come when you are in the group again.</source>
        <translation>重新加入群组后显示更早的消息。</translation>
    </message>
    <message>
        <source>Older messages come when you are back online.</source>
        <translation>恢复连接后显示更早的消息。</translation>
    </message>
    <message>
        <source>This is where the conversation begins.</source>
        <translation>聊天从这里开始。</translation>
    </message>
    <message>
        <source>This message is not here any more.</source>
        <translation>这条消息已不存在。</translation>
    </message>
</context>
<context>
    <name>discovery</name>
    <message>
        <source>%n here now</source>
        <translation>%n 人在线</translation>
    </message>
    <message>
        <source>asks for a password</source>
        <translation>需要密码</translation>
    </message>
    <message>
        <source>by invitation only</source>
        <translation>仅限邀请</translation>
    </message>
</context>
<context>
    <name>emoji</name>
    <message>
        <source>Used last</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Smileys</source>
        <translation>笑脸</translation>
    </message>
    <message>
        <source>People and gestures</source>
        <translation>人物与手势</translation>
    </message>
    <message>
        <source>Animals and nature</source>
        <translation>动物与自然</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>食物与饮料</translation>
    </message>
    <message>
        <source>Travel and places</source>
        <translation>旅行与地点</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物品</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>旗帜</translation>
    </message>
</context>
<context>
    <name>files</name>
    <message>
        <source>Folders cannot be sent. Pack them first.</source>
        <translation>不能发送文件夹，请先压缩。</translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>没有程序能打开 %1。</translation>
    </message>
    <message>
        <source>the server takes %1 at most</source>
        <translation>服务器最多接受 %1</translation>
    </message>
</context>
<context>
    <name>founding</name>
    <message>
        <source>Give it a name.</source>
        <translation>请填写名称。</translation>
    </message>
</context>
<context>
    <name>group</name>
    <message>
        <source>waiting for the connection…</source>
        <translation>等待连接…</translation>
    </message>
    <message>
        <source>you have left</source>
        <translation>您已退出</translation>
    </message>
    <message>
        <source>%n invited</source>
        <translation>已邀请 %n 人</translation>
    </message>
    <message>
        <source>Link copied</source>
        <translation>链接已复制</translation>
    </message>
    <message>
        <source>joining…</source>
        <translation>正在加入…</translation>
    </message>
    <message>
        <source>%n here now</source>
        <translation>%n 人在线</translation>
    </message>
    <message>
        <source>not connected to the group</source>
        <translation>未连接到群组</translation>
    </message>
    <message>
        <source>%1 is typing…</source>
        <translation>%1 正在输入…</translation>
    </message>
    <message>
        <source>%1 and %2 are typing…</source>
        <translation>%1 和 %2 正在输入…</translation>
    </message>
    <message>
        <source>%n people are typing…</source>
        <translation>%n 人正在输入…</translation>
    </message>
</context>
<context>
    <name>groups</name>
    <message>
        <source>%1 invites you.</source>
        <translation>%1 邀请您加入。</translation>
    </message>
    <message>
        <source>You are invited.</source>
        <translation>您收到了邀请。</translation>
    </message>
</context>
<context>
    <name>inputs</name>
    <message>
        <source>No input method was found. Install fcitx5 or ibus and set QT_IM_MODULE to its name.</source>
        <translation>没有找到输入法。请安装 fcitx5 或 ibus，并把 QT_IM_MODULE 设为它的名称。</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>Find your way</source>
        <translation>导航</translation>
    </message>
    <message>
        <source>Jump to anyone or anything</source>
        <translation>跳到任何人或内容</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建聊天</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>新建群组</translation>
    </message>
    <message>
        <source>Search in this chat</source>
        <translation>在聊天中搜索</translation>
    </message>
    <message>
        <source>Search everywhere</source>
        <translation>全局搜索</translation>
    </message>
    <message>
        <source>Chat above</source>
        <translation>上一个聊天</translation>
    </message>
    <message>
        <source>Chat below</source>
        <translation>下一个聊天</translation>
    </message>
    <message>
        <source>The first nine chats</source>
        <translation>前九个聊天</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>窗口的下一个分区</translation>
    </message>
    <message>
        <source>Cancel or close</source>
        <translation>取消或关闭</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>书写</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Edit the last message</source>
        <translation>编辑上一条消息</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Paste text, files or a picture</source>
        <translation>粘贴文字、文件或图片</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Older messages</source>
        <translation>更早的消息</translation>
    </message>
    <message>
        <source>Newest message</source>
        <translation>最新消息</translation>
    </message>
    <message>
        <source>Select a message, or no more</source>
        <translation>选择消息，或取消选择</translation>
    </message>
    <message>
        <source>Copy what is selected</source>
        <translation>复制所选内容</translation>
    </message>
    <message>
        <source>Delete what is selected</source>
        <translation>删除所选内容</translation>
    </message>
    <message>
        <source>What can be done with it</source>
        <translation>打开消息菜单</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>此列表</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>输入消息…</translation>
    </message>
</context>
<context>
    <name>members</name>
    <message>
        <source>you</source>
        <translation>您</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>群主</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>moderator</source>
        <translation>协管员</translation>
    </message>
    <message>
        <source>reads only</source>
        <translation>仅阅读</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>已禁止</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>不在线</translation>
    </message>
</context>
<context>
    <name>muting</name>
    <message>
        <source>Muted until %1</source>
        <translation>静音至 %1</translation>
    </message>
</context>
<context>
    <name>newchat</name>
    <message>
        <source>This is no address: name@server</source>
        <translation>这不是地址，格式为 用户名@服务器</translation>
    </message>
    <message>
        <source>This link leads nowhere.</source>
        <translation>这个链接无效。</translation>
    </message>
</context>
<context>
    <name>notify</name>
    <message>
        <source>The history here was damaged. It comes back from the server.</source>
        <translation>本机聊天记录已损坏，正在从服务器恢复。</translation>
    </message>
    <message>
        <source>would like to be your contact</source>
        <translation>请求添加您为联系人</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>新消息</translation>
    </message>
    <message>
        <source>Nobody was invited to %1: %2</source>
        <translation>未能邀请任何人加入 %1：%2</translation>
    </message>
    <message>
        <source>invites you to %1</source>
        <translation>邀请您加入 %1</translation>
    </message>
    <message>
        <source>You are invited to this group.</source>
        <translation>您被邀请加入此群组。</translation>
    </message>
    <message>
        <source>wants to send %1 (%2)</source>
        <translation>想发送 %1（%2）</translation>
    </message>
    <message>
        <source>%1 has arrived</source>
        <translation>%1 已收到</translation>
    </message>
    <message>
        <source>%1 did not arrive</source>
        <translation>%1 传送失败</translation>
    </message>
    <message>
        <source>does not want %1</source>
        <translation>拒绝了 %1</translation>
    </message>
</context>
<context>
    <name>people</name>
    <message>
        <source>online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>away</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>%n online of %1</source>
        <translation>%n 人在线，共 %1 人</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>would like to see when you are here.</source>
        <translation>希望看到您是否在线。</translation>
    </message>
</context>
<context>
    <name>picking</name>
    <message>
        <source>chosen</source>
        <translation>已选择</translation>
    </message>
</context>
<context>
    <name>portrait</name>
    <message>
        <source>This is no picture that can be shown.</source>
        <translation>这不是可以显示的图片。</translation>
    </message>
</context>
<context>
    <name>preferences</name>
    <message>
        <source>%n messages here</source>
        <translation>本机有 %n 条消息</translation>
    </message>
</context>
<context>
    <name>search</name>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>People</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>secrecy</name>
    <message>
        <source>Encryption is not installed. Run the line below, then start Magpie again.</source>
        <translation>尚未安装加密功能。请运行下面这行命令，然后重新启动 Magpie。</translation>
    </message>
    <message>
        <source>No device of theirs can read encrypted messages yet. They have to turn on OMEMO.</source>
        <translation>对方还没有能阅读加密消息的设备。请对方开启 OMEMO。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Not trusted: nothing is encrypted for it</source>
        <translation>不信任：不会为它加密任何内容</translation>
    </message>
    <message>
        <source>Not in use any more</source>
        <translation>已不再使用</translation>
    </message>
    <message>
        <source>You have compared it</source>
        <translation>你已核对过</translation>
    </message>
    <message>
        <source>Trusted, though nobody has compared it yet</source>
        <translation>已信任，但还没有人核对过</translation>
    </message>
    <message>
        <source>New: nothing is encrypted for it until you have compared it</source>
        <translation>新设备：在你核对之前，不会为它加密任何内容</translation>
    </message>
</context>
<context>
    <name>selecting</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>signin</name>
    <message>
        <source>%1 invites you. Choose a name and a password.</source>
        <translation>%1 邀请您加入，请设置用户名和密码。</translation>
    </message>
    <message>
        <source>On your own server, or on any that speaks XMPP.</source>
        <translation>可以用自己的服务器，也可以用任何 XMPP 服务器。</translation>
    </message>
    <message>
        <source>Your chats and their whole history, on every device.</source>
        <translation>所有设备上的聊天和完整记录。</translation>
    </message>
    <message>
        <source>Leave it empty if your user name has it: name@server.</source>
        <translation>如果用户名已包含服务器（用户名@服务器），可以留空。</translation>
    </message>
    <message>
        <source>The password is kept in this computer&apos;s keyring.</source>
        <translation>密码保存在这台电脑的钥匙串中。</translation>
    </message>
    <message>
        <source>This computer has no keyring, so the password is asked at each start.</source>
        <translation>这台电脑没有钥匙串，每次启动都会询问密码。</translation>
    </message>
    <message>
        <source>Enter your user name.</source>
        <translation>请输入用户名。</translation>
    </message>
    <message>
        <source>Which server? Enter its name or address.</source>
        <translation>请输入服务器名称或地址。</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>请输入密码。</translation>
    </message>
    <message>
        <source>This is no invitation. It begins with xmpp: or https:.</source>
        <translation>这不是邀请。邀请以 xmpp: 或 https: 开头。</translation>
    </message>
</context>
<context>
    <name>spelling</name>
    <message>
        <source>Wrong words are underlined: %1</source>
        <translation>拼写错误会加下划线：%1</translation>
    </message>
    <message>
        <source>Install Magpie&apos;s extra &apos;spelling&apos;, or the system&apos;s hunspell, for it.</source>
        <translation>需要安装 Magpie 的附加组件 spelling，或系统的 hunspell。</translation>
    </message>
    <message>
        <source>There is no dictionary for %1. Install the system&apos;s hunspell-%2.</source>
        <translation>没有%1的词典。请安装系统的 hunspell-%2。</translation>
    </message>
</context>
<context>
    <name>timeline</name>
    <message>
        <source>New messages</source>
        <translation>新消息</translation>
    </message>
    <message>
        <source>You</source>
        <translation>我</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
    <message>
        <source>Not sent: %1</source>
        <translation>未发送：%1</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>tray</name>
    <message>
        <source>Open Magpie</source>
        <translation>打开 Magpie</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>勿扰</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>%n unread</source>
        <translation>%n 条未读</translation>
    </message>
</context>
<context>
    <name>trouble</name>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>已退出登录</translation>
    </message>
    <message>
        <source>Offline: messages will go out when you are back</source>
        <translation>离线：恢复连接后会发送消息</translation>
    </message>
    <message>
        <source>Sign in again</source>
        <translation>重新登录</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
</context>
<context>
    <name>voice</name>
    <message>
        <source>The microphone gave nothing.</source>
        <translation>麦克风没有声音。</translation>
    </message>
</context>
<context>
    <name>whom</name>
    <message>
        <source>typing…</source>
        <translation>正在输入…</translation>
    </message>
    <message>
        <source>waiting for the connection…</source>
        <translation>等待连接…</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>last seen %1</source>
        <translation>上次在线：%1</translation>
    </message>
    <message>
        <source>Address copied</source>
        <translation>地址已复制</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%n s left</source>
        <translation>剩余 %n 秒</translation>
    </message>
    <message>
        <source>%n min left</source>
        <translation>剩余 %n 分钟</translation>
    </message>
    <message>
        <source>%n h left</source>
        <translation>剩余 %n 小时</translation>
    </message>
    <message>
        <source>No server answers there. Is it running?</source>
        <translation>那里没有服务器响应，它在运行吗？</translation>
    </message>
    <message>
        <source>This name leads to no server. Check it.</source>
        <translation>找不到这个服务器，请检查名称。</translation>
    </message>
    <message>
        <source>The server does not answer. Try again later.</source>
        <translation>服务器没有响应，请稍后再试。</translation>
    </message>
    <message>
        <source>What answers there is no chat server.</source>
        <translation>那里响应的不是聊天服务器。</translation>
    </message>
    <message>
        <source>The server offers no encryption, so no password was sent.</source>
        <translation>服务器不支持加密，因此没有发送密码。</translation>
    </message>
    <message>
        <source>Nobody vouches for this server yet. Sign in again to look at its certificate.</source>
        <translation>还没有人为这台服务器担保，请重新登录以查看证书。</translation>
    </message>
    <message>
        <source>The server shows another certificate than before. Nothing was sent.</source>
        <translation>服务器出示的证书与以前不同，没有发送任何内容。</translation>
    </message>
    <message>
        <source>Somebody interferes with the connection, so the password was not sent.</source>
        <translation>有人在干扰这个连接，因此密码没有发出。</translation>
    </message>
    <message>
        <source>Wrong user name or password.</source>
        <translation>用户名或密码错误。</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>请输入密码。</translation>
    </message>
    <message>
        <source>This account is switched off. Ask whoever runs the server.</source>
        <translation>此账号已停用，请联系服务器管理员。</translation>
    </message>
    <message>
        <source>Somebody has this name. Choose another.</source>
        <translation>此用户名已被使用，请换一个。</translation>
    </message>
    <message>
        <source>This cannot be a name. Letters, digits, . - _ are fine.</source>
        <translation>用户名无效，可以使用字母、数字和 . - _。</translation>
    </message>
    <message>
        <source>The server wants a longer password.</source>
        <translation>服务器要求更长的密码。</translation>
    </message>
    <message>
        <source>New accounts need an invitation here. Ask whoever runs the server.</source>
        <translation>这里注册需要邀请，请联系服务器管理员。</translation>
    </message>
    <message>
        <source>This invitation was used, or is too old. Ask for a new one.</source>
        <translation>此邀请已使用或已过期，请索取新的邀请。</translation>
    </message>
    <message>
        <source>Too many tries. Wait a few minutes.</source>
        <translation>尝试次数过多，请等待几分钟。</translation>
    </message>
    <message>
        <source>This account signed in from another window.</source>
        <translation>此账号已在其他窗口登录。</translation>
    </message>
    <message>
        <source>Not connected. Try again when you are.</source>
        <translation>未连接，请在恢复连接后再试。</translation>
    </message>
    <message>
        <source>The other side does not take it.</source>
        <translation>对方无法接收。</translation>
    </message>
    <message>
        <source>Nobody has this address.</source>
        <translation>此地址不存在。</translation>
    </message>
    <message>
        <source>You cannot write to each other: one is blocked.</source>
        <translation>双方中有一方被屏蔽，无法互发消息。</translation>
    </message>
    <message>
        <source>Too large for the server.</source>
        <translation>超过服务器的大小限制。</translation>
    </message>
    <message>
        <source>The server has no room left.</source>
        <translation>服务器空间不足。</translation>
    </message>
    <message>
        <source>Not sent: no trusted device of theirs can read encrypted messages.</source>
        <translation>未发送：对方没有受信任的设备能阅读加密消息。</translation>
    </message>
    <message>
        <source>Files are not encrypted. Open the lock of this chat first to send them so.</source>
        <translation>文件不会加密。若要这样发送，请先打开此聊天的锁。</translation>
    </message>
    <message>
        <source>Only who is invited gets in. Ask a member.</source>
        <translation>只有受邀者才能进入，请联系群成员。</translation>
    </message>
    <message>
        <source>The group asks for its password.</source>
        <translation>加入这个群组需要密码。</translation>
    </message>
    <message>
        <source>The group does not let you in.</source>
        <translation>这个群组不允许你进入。</translation>
    </message>
    <message>
        <source>You were sent out of the group.</source>
        <translation>你已被移出群组。</translation>
    </message>
    <message>
        <source>Somebody in the group is called so.</source>
        <translation>群组中已有人使用这个昵称。</translation>
    </message>
    <message>
        <source>The group is full.</source>
        <translation>群组人数已满。</translation>
    </message>
    <message>
        <source>There is no such group any more.</source>
        <translation>这个群组已不存在。</translation>
    </message>
    <message>
        <source>You are not allowed to do this.</source>
        <translation>你没有权限进行此操作。</translation>
    </message>
    <message>
        <source>The file is gone, or cannot be read.</source>
        <translation>文件不存在或无法读取。</translation>
    </message>
    <message>
        <source>The file changed. Send it again.</source>
        <translation>文件已改变，请重新发送。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The folder cannot be written to.</source>
        <translation>文件夹无法写入。</translation>
    </message>
    <message>
        <source>The file arrived damaged. Try again.</source>
        <translation>文件传输损坏，请重试。</translation>
    </message>
    <message>
        <source>The server keeps no files, and they are not online.</source>
        <translation>服务器不保存文件，而且对方不在线。</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>The file is no longer there.</source>
        <translation>文件已不存在。</translation>
    </message>
    <message>
        <source>The server cannot do this.</source>
        <translation>服务器不支持此操作。</translation>
    </message>
    <message>
        <source>Something went wrong. The log says more.</source>
        <translation>出错了，详情见日志。</translation>
    </message>
</context>
<context>
    <name>writing</name>
    <message>
        <source>Edit message</source>
        <translation>编辑消息</translation>
    </message>
    <message>
        <source>Reply to %1</source>
        <translation>回复 %1</translation>
    </message>
</context>
</TS>
